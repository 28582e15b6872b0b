/** The columns of a pivot that does not say them: asked for first, from its own source, and put into its tree. */
import { UsageError } from '../contract/errors.ts';
import type { Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import { isMark } from './pivot-marks.ts';
import { readTree, type TreeNode, walkNodes, writeTree } from './syntax-tree.ts';

/** Nobody reads a wider table; DuckDB's own limit is 100,000. */
const MOST_COLUMNS = 10_000;

interface Pivot {
  readonly source: TreeNode;
  readonly pivots: readonly {
    readonly pivot_expressions: readonly TreeNode[];
    entries: readonly Entry[];
  }[];
}

interface Entry {
  readonly values: readonly TreeNode[];
  readonly star_expr: null;
  readonly alias: string;
}

/** Checks and runs a select that is given as a tree; its rows are texts. */
export type RunTree = (tree: string) => Promise<readonly unknown[]>;

/** The tree with the values in the place of its marks. Throws UsageError for too many, and for none. */
export async function fillPivots(db: Database, text: string, run: RunTree): Promise<string> {
  const tree = readTree(text);
  const found: Pivot[] = [];
  walkNodes(tree, (node) => {
    if (node.type === 'PIVOT') found.push(node as unknown as Pivot);
  });
  const root = tree.statements?.[0]?.node;
  // the inner ones first: an outer one may have them for its source
  for (const { source, pivots } of found.reverse()) {
    for (const pivot of pivots) {
      if (!isMark(pivot.entries[0]?.values[0]?.value)) continue;
      const [expression] = pivot.pivot_expressions;
      const question = await questionFor(db, { source, expression, root });
      pivot.entries = entriesOf(await run(question));
    }
  }
  return writeTree(tree);
}

interface Wanted {
  readonly source: TreeNode;
  readonly expression: TreeNode | undefined;
  /** Of the whole statement, whose CTEs the source may name. */
  readonly root: TreeNode | undefined;
}

async function questionFor(db: Database, { source, expression, root }: Wanted): Promise<string> {
  const text = sql('queries/pivot-values', { limit: String(MOST_COLUMNS + 1) });
  const { tree } = await db.one(sql('queries/parse-select'), { text });
  const question = readTree(String(tree));
  walkNodes(question, (node, put) => {
    if (node.type === 'COLUMN_REF' && expression) put({ ...expression, alias: '' });
    if (node.type === 'BASE_TABLE') put(source);
  });
  const [statement] = question.statements ?? [];
  const node = { ...statement?.node, cte_map: root?.cte_map };
  return writeTree({ ...question, statements: [{ ...statement, node }] });
}

function entriesOf(values: readonly unknown[]): Entry[] {
  if (values.length === 0) {
    throw new UsageError('the pivot has no columns: there is no value to make them of', {
      hint: 'name them: pivot … on g in (…)',
    });
  }
  if (values.length > MOST_COLUMNS) {
    throw new UsageError(`the pivot has more than ${MOST_COLUMNS} columns`, {
      hint: 'pivot on what has fewer values',
    });
  }
  return values.map((value) => ({
    values: [{ type: { id: 'VARCHAR', type_info: null }, is_null: false, value: String(value) }],
    star_expr: null,
    alias: '',
  }));
}
