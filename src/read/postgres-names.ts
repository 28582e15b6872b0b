/** Names of a result's columns that have none: Postgres calls them by their function or column, DuckDB by their text. */

import { showName } from './postgres-casts.ts';
import { become } from './postgres-functions.ts';
import type { TreeNode } from './syntax-tree.ts';

const NAMELESS = '?column?';
/** Words that are names of a column to DuckDB's parser. */
export const WHO: ReadonlySet<string> = new Set([
  'current_user',
  'session_user',
  'current_role',
  'user',
  'current_catalog',
]);
const BY_POSTGRES: Readonly<Record<string, string>> = { count_star: 'count', date_part: 'extract' };

export function nameColumns(node: TreeNode | undefined): void {
  if (node?.type === 'SET_OPERATION_NODE') nameColumns(node.left as TreeNode);
  if (node?.type !== 'SELECT_NODE' || !Array.isArray(node.select_list)) return;
  for (const column of node.select_list as TreeNode[]) {
    typeNothing(column);
    const name = nameOf(column);
    showName(column);
    if (column.alias || column.class === 'STAR') continue;
    // a column keeps its own
    const isOwn = column.class === 'COLUMN_REF' && !WHO.has(name ?? '');
    if (name !== undefined && !isOwn) Object.assign(column, { alias: name });
  }
}

/** A null of no type is a text, as every column has a type; to DuckDB it is an integer. */
function typeNothing(column: TreeNode): void {
  const value = column.value as TreeNode | undefined;
  if (column.class !== 'CONSTANT' || (value?.type as TreeNode)?.id !== 'NULL') return;
  const { alias, query_location } = column;
  become(column, {
    class: 'CAST',
    type: 'OPERATOR_CAST',
    alias,
    query_location,
    child: { ...column, alias: '' },
    cast_type: { id: 'VARCHAR', type_info: null },
    try_cast: false,
  });
}

function nameOf(node: TreeNode): string | undefined {
  switch (node.class) {
    case 'COLUMN_REF':
      return (node.column_names as string[]).at(-1);
    case 'FUNCTION': {
      if (node.is_operator === true) return NAMELESS;
      const name = String(node.function_name);
      // it unpacks its argument into columns of their own names
      if (name === 'unnest' || name === 'columns') return undefined;
      return Object.hasOwn(BY_POSTGRES, name) ? BY_POSTGRES[name] : name;
    }
    case 'CAST': {
      const inner = nameOf(node.child as TreeNode);
      return inner === NAMELESS ? typeName(node.cast_type as TreeNode) : inner;
    }
    case 'CASE':
      return 'case';
    case 'CONSTANT':
    case 'COMPARISON':
    case 'CONJUNCTION':
    case 'BETWEEN':
      return NAMELESS;
    case 'OPERATOR':
      return OPERATORS[String(node.type)];
    default:
      return undefined;
  }
}

const OPERATORS: Readonly<Record<string, string>> = {
  OPERATOR_NOT: NAMELESS,
  OPERATOR_IS_NULL: NAMELESS,
  OPERATOR_IS_NOT_NULL: NAMELESS,
  OPERATOR_COALESCE: 'coalesce',
  ARRAY_CONSTRUCTOR: 'array',
};
const TYPES: Readonly<Record<string, string>> = {
  VARCHAR: 'text',
  INTEGER: 'int4',
  BIGINT: 'int8',
  BOOLEAN: 'bool',
  DOUBLE: 'float8',
  DECIMAL: 'numeric',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
};

function typeName({ id, type_info }: TreeNode): string {
  return (
    TYPES[String(id)] ?? String((type_info as TreeNode | null)?.name ?? NAMELESS).toLowerCase()
  );
}
