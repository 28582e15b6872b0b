/**
 * What other people's SQL may be: one statement that reads, and of table functions only those that look
 * at nothing but the store. The transaction is read-only and files are locked away besides; this closes
 * what they leave open. `read_blob` of the store's own file would, when it closes it, drop DuckDB's lock
 * on it; `enable_logging`, `arrow_scan` and others reach beyond reading or crash the process; the macro
 * `histogram` makes a query of a text, which may name a file.
 */
import { UsageError } from '../contract/errors.ts';
import type { Tree, TreeNode } from './syntax-tree.ts';

const TABLE_FUNCTIONS =
  /^(daily_as_of|bets_as_of|(bets|games|players)_between|range|generate_series|unnest|repeat|repeat_row|summary|json_each|json_tree|icu_calendar_names|pg_timezone_names|pragma_(collations|database_size|platform|show|storage_info|table_info|version)|duckdb_(approx_database_count|columns|constraints|databases|dependencies|functions|indexes|keywords|memory|optimizers|schemas|sequences|settings|table_sample|tables|temporary_files|types|views))$/;
/** Scalar functions that run or plan SQL out of a string, or write. */
const SCALARS_REFUSED =
  /^(json_serialize_plan|json_deserialize_sql|json_execute_.*|write_log|nextval|setval)$/;
/** No table of ours has these in its name. */
const FILE = /[/\\.]/;

/** What a text is, once it is known to be harmless; `show` is describe, show, summarize and explain. */
export type ReadKind = 'select' | 'show';

/** Throws UsageError where a parsed statement holds what is not for queries. */
export function refuseTree(tree: Tree): void {
  const offence = findOffence(tree);
  if (offence) throw new UsageError(offence, { hint: 'query what stands in the store' });
}

/** Whether it is describe, show or summarize. */
export function isShow({ statements }: Tree): boolean {
  return (statements?.[0]?.node?.from_table as TreeNode | undefined)?.type === 'SHOW_REF';
}

interface Node {
  readonly type?: unknown;
  readonly class?: unknown;
  readonly function_name?: unknown;
  readonly table_name?: unknown;
  readonly function?: { readonly function_name?: unknown };
}

/** Walks the parsed statement; says what it must not hold, or nothing. */
function findOffence(tree: unknown): string | undefined {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const node = open.pop();
    if (typeof node !== 'object' || node === null) continue;
    const offence = Array.isArray(node) ? undefined : offenceOf(node);
    if (offence) return offence;
    for (const child of Object.values(node)) open.push(child);
  }
  return undefined;
}

function offenceOf(node: Node): string | undefined {
  if (node.type === 'TABLE_FUNCTION') {
    const name = String(node.function?.function_name).toLowerCase();
    if (!TABLE_FUNCTIONS.test(name)) return `the table function ${name} is not for queries`;
  }
  if (node.class === 'FUNCTION') {
    const name = String(node.function_name).toLowerCase();
    if (SCALARS_REFUSED.test(name)) return `the function ${name} is not for queries`;
  }
  // from 'a/file.csv' is read as a file
  if (node.type === 'BASE_TABLE' && FILE.test(String(node.table_name))) {
    return `${JSON.stringify(node.table_name)} is no table of the store, and files cannot be read`;
  }
  return undefined;
}
