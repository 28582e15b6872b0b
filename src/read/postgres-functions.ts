/** Calls of functions and operators that Postgres has, and DuckDB not, or means otherwise. */
import type { TreeNode } from './syntax-tree.ts';

export const isFunction = (node: TreeNode) => node.class === 'FUNCTION';

/** Operators on texts, as the function that they are; the first of `!` is a not. */
const MATCHING: Readonly<Record<string, readonly string[]>> = {
  '~=~': [],
  '~*': ['i'],
  '!~=~': [],
  '!~*': ['i'],
};

/** The same in DuckDB, under another name. */
const RENAMED: Readonly<Record<string, string>> = {
  json_build_object: 'json_object',
  jsonb_build_object: 'json_object',
  json_build_array: 'json_array',
  jsonb_build_array: 'json_array',
  json_agg: 'json_group_array',
  jsonb_agg: 'json_group_array',
  json_object_agg: 'json_group_object',
  jsonb_object_agg: 'json_group_object',
};

/** Makes a node another one, in its place: what it holds is still to be visited. */
export function become(node: TreeNode, other: TreeNode): void {
  const kept = { ...other };
  for (const key of Object.keys(node)) delete (node as Record<string, unknown>)[key];
  Object.assign(node, kept);
}

/** Changes a call; returns whether it asks the catalogue. */
export function functionNode(node: TreeNode, system: ReadonlySet<string>): boolean {
  const name = String(node.function_name).toLowerCase();
  const flags =
    node.is_operator === true && Object.hasOwn(MATCHING, name) ? MATCHING[name] : undefined;
  if (flags) {
    become(node, matching(node, name, flags));
    return false;
  }
  if (node.catalog === 'memory') return true;
  const schema = String(node.schema).toLowerCase();
  if (schema === '' && name === 'format') return formatNode(node);
  if (schema === '' && Object.hasOwn(RENAMED, name)) {
    Object.assign(node, { function_name: RENAMED[name] });
    return false;
  }
  const isSystems = schema === '' || schema === 'information_schema';
  if (isSystems && system.has(name)) {
    Object.assign(node, { catalog: 'memory', schema: 'pg', function_name: name });
    return true;
  }
  return false;
}

/** `format('%I.%I', a, b)`: DuckDB's function of that name has other marks. Only where the marks can be seen. */
function formatNode(node: TreeNode): boolean {
  const [first, ...values] = node.children as TreeNode[];
  const marks = ((first?.value ?? {}) as TreeNode).value;
  if (typeof marks !== 'string' || !/%[sIL]/.test(marks)) return false;
  const place = node.query_location;
  const parts = marks.match(/%[sIL%]|[^%]+|%/g) ?? [];
  const children = parts.map((part): TreeNode => {
    if (part === '%%') return constant('%', place);
    const value = /^%[sIL]$/.test(part) ? values.shift() : undefined;
    if (!value) return constant(part, place);
    const name = QUOTING[part];
    return name ? callOf(name, [value], { place, schema: 'pg' }) : value;
  });
  const { alias } = node;
  become(node, { ...callOf('concat', children, { place }), alias });
  return /%[IL]/.test(marks);
}

const QUOTING: Readonly<Record<string, string>> = { '%I': 'quote_ident', '%L': 'quote_nullable' };

function matching(node: TreeNode, name: string, flags: readonly string[]): TreeNode {
  const options = flags.map((flag) => constant(flag, node.query_location));
  const children = [...(node.children as TreeNode[]), ...options];
  const { alias, query_location } = node;
  const call = callOf('regexp_matches', children, { place: query_location });
  if (!name.startsWith('!')) return { ...call, alias };
  return { class: 'OPERATOR', type: 'OPERATOR_NOT', alias, query_location, children: [call] };
}

function constant(value: string, place: unknown): TreeNode {
  const type = { id: 'VARCHAR', type_info: null };
  return {
    class: 'CONSTANT',
    type: 'VALUE_CONSTANT',
    alias: '',
    query_location: place,
    value: { type, is_null: false, value },
  };
}

/** Of a column, without its table, in lower case; nothing of what is none. */
export function columnName({ class: kind, column_names }: TreeNode): string {
  return kind === 'COLUMN_REF' ? String((column_names as string[]).at(-1)).toLowerCase() : '';
}

/** A plain call, as DuckDB writes one in its tree. */
export function callOf(
  name: string,
  children: readonly TreeNode[],
  { place, schema = '' }: { readonly place: unknown; readonly schema?: string },
): TreeNode {
  return {
    class: 'FUNCTION',
    type: 'FUNCTION',
    alias: '',
    query_location: place,
    function_name: name,
    schema,
    children,
    filter: null,
    order_bys: { type: 'ORDER_MODIFIER', orders: [] },
    distinct: false,
    is_operator: false,
    export_state: false,
    catalog: schema === '' ? '' : 'memory',
  };
}
