/**
 * A parsed statement of Postgres' dialect, changed into what DuckDB means by the same: names of the catalogue to
 * ours, casts to types that DuckDB has not, operators, and names of columns. Of the tree, where nothing is taken
 * for what it is not.
 */

import { castNode } from './postgres-casts.ts';
import { become, functionNode, isFunction } from './postgres-functions.ts';
import { listNode } from './postgres-lists.ts';
import { nameColumns, WHO } from './postgres-names.ts';
import { compareFunction } from './postgres-regproc.ts';
import { type Tree, type TreeNode, walkNodes } from './syntax-tree.ts';

export interface Catalogue {
  /** Of pg_catalog: tables and functions. */
  readonly system: ReadonlySet<string>;
  /** Of information_schema. */
  readonly information: ReadonlySet<string>;
}

type Mutable = Record<string, unknown>;

/** As one of our database is called in three parts; DuckDB's catalogue has another name. */
const DATABASE = 'ggr';
/** Their column is called as they are: `generate_series(1, 3) as i` has i. */
const ONE_COLUMN: ReadonlySet<string> = new Set(['generate_series', 'unnest']);
/** DuckDB's own that give one value: among tables, as `select * from current_schema()`, they are a row of it. */
const ONE_VALUE: ReadonlySet<string> = new Set(['string_to_array', 'now']);
/** Of Postgres' functions of rows the one that is here. */
const KEYWORDS = 'pg_get_keywords';
const INFORMATION = 'information_schema';

/** Changes the tree; returns whether it asks the catalogue. */
export function adaptTree(tree: Tree, catalogue: Catalogue): boolean {
  let isAsked = false;
  const note = (asks: boolean) => {
    isAsked ||= asks;
  };
  const local = withNames(tree);
  for (const statement of tree.statements ?? []) nameColumns(statement.node);
  walkNodes(tree, (node, put) => {
    if (node.type === 'BASE_TABLE') note(adaptTable(node, catalogue, local));
    else if (node.type === 'TABLE_FUNCTION') note(adaptTableFunction(node, put, catalogue));
    else if (node.class === 'COLUMN_REF') adaptColumn(node, put);
    else if (node.class === 'COMPARISON') note(compareFunction(node));
    else if (isFunction(node)) note(functionNode(node, catalogue.system));
    else if (node.class === 'SUBQUERY' || node.type === 'OPERATOR_NOT') listNode(node);
    else if (node.class === 'CAST') note(castNode(node));
    else if (node.class === 'COLLATE' && node.collation === 'default')
      become(node, node.child as TreeNode);
  });
  return isAsked;
}

/** Names that with gives: they are no tables of the catalogue. */
function withNames(tree: Tree): ReadonlySet<string> {
  const names = new Set<string>();
  walkNodes(tree, ({ map }) => {
    if (!Array.isArray(map)) return;
    for (const entry of map as TreeNode[]) if (typeof entry.key === 'string') names.add(entry.key);
  });
  return names;
}

function adaptTable(node: TreeNode, catalogue: Catalogue, local: ReadonlySet<string>): boolean {
  const table = node as Mutable;
  if (table.catalog_name === DATABASE) table.catalog_name = '';
  const name = String(table.table_name).toLowerCase();
  const isPlain = table.schema_name === '' && !local.has(String(table.table_name));
  if (isPlain && catalogue.system.has(name) && name.startsWith('pg_')) return point(table, 'pg');
  if (String(table.schema_name).toLowerCase() !== INFORMATION || !catalogue.information.has(name))
    return false;
  return point(table, 'pg_info');
}

function point(table: Mutable, schema: string): true {
  table.catalog_name = 'memory';
  table.schema_name = schema;
  return true;
}

/** A function of the catalogue that gives rows is a view of ours: of others than DuckDB's few none is run. */
function adaptTableFunction(
  node: TreeNode,
  put: (other: TreeNode) => void,
  { system }: Catalogue,
): boolean {
  const { function: called, alias, sample, column_name_alias, query_location } = node;
  const name = String((called as TreeNode | undefined)?.function_name).toLowerCase();
  const isNamed = alias === '' || (column_name_alias as readonly unknown[]).length > 0;
  if (ONE_COLUMN.has(name) && !isNamed) Object.assign(node, { column_name_alias: [alias] });
  const isRows = name === KEYWORDS && system.has(name);
  if (!isRows && (ONE_VALUE.has(name) || system.has(name))) {
    become(node, subqueryOf(called as TreeNode, { alias, sample, query_location }));
    return false;
  }
  if (!isRows) return false;
  const place = { catalog_name: 'memory', schema_name: 'pg', table_name: name, at_clause: null };
  put({ type: 'BASE_TABLE', alias, sample, query_location, column_name_alias, ...place });
  return true;
}

/** A function of one value among tables is a row of one column, called as the table is. */
function subqueryOf(called: TreeNode, table: TreeNode): TreeNode {
  const from_table = {
    type: 'EMPTY',
    alias: '',
    sample: null,
    query_location: table.query_location,
  };
  const node = {
    type: 'SELECT_NODE',
    modifiers: [],
    cte_map: { map: [] },
    select_list: [called],
    from_table,
    where_clause: null,
    group_expressions: [],
    group_sets: [],
    aggregate_handling: 'STANDARD_HANDLING',
    having: null,
    sample: null,
    qualify: null,
  };
  const name = String(table.alias) || String(called.function_name);
  const subquery = { node, named_param_map: [] };
  return { ...table, type: 'SUBQUERY', alias: name, subquery, column_name_alias: [name] };
}

function adaptColumn(node: TreeNode, put: (other: TreeNode) => void): void {
  const names = node.column_names as string[];
  const [first = ''] = names;
  if (names.length === 1 && WHO.has(first.toLowerCase())) {
    const value = { type: { id: 'VARCHAR', type_info: null }, is_null: false, value: DATABASE };
    const { alias, query_location } = node;
    put({
      class: 'CONSTANT',
      type: 'VALUE_CONSTANT',
      alias,
      query_location,
      value,
    });
    return;
  }
  const isLong = names.length === 4 && first === DATABASE;
  const isInformation = names.length === 3 && first.toLowerCase() === INFORMATION;
  if (isLong || isInformation) (node as Mutable).column_names = names.slice(1);
}
