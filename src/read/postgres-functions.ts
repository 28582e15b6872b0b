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
  const schema = String(node.schema).toLowerCase();
  const isSystems = schema === '' || schema === 'information_schema';
  if (isSystems && system.has(name)) {
    Object.assign(node, { catalog: 'memory', schema: 'pg', function_name: name });
    return true;
  }
  return false;
}

function matching(node: TreeNode, name: string, flags: readonly string[]): TreeNode {
  const options = flags.map((flag) => constant(flag));
  const children = [...(node.children as TreeNode[]), ...options];
  const { alias, query_location } = node;
  const call = callOf('regexp_matches', children, { place: query_location });
  if (!name.startsWith('!')) return { ...call, alias };
  return { class: 'OPERATOR', type: 'OPERATOR_NOT', alias, query_location, children: [call] };
}

export function constant(value: string): TreeNode {
  const type = { id: 'VARCHAR', type_info: null };
  return {
    class: 'CONSTANT',
    type: 'VALUE_CONSTANT',
    alias: '',
    query_location: '18446744073709551615',
    value: { type, is_null: false, value },
  };
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
