/** Casts to types that Postgres has, and DuckDB not. */

import { become, callOf } from './postgres-functions.ts';
import type { TreeNode } from './syntax-tree.ts';

/** Numbers of things, written as their names. */
const REG = /^reg(class|type|namespace|role)$/;
const TEXTS =
  /^(name|regproc|regprocedure|regoper|regoperator|cstring|aclitem|inet|cidr|macaddr|xml|citext|pg_node_tree|tsvector|tsquery|refcursor|money|jsonpath|pg_lsn)$/;
const NUMBERS = /^(xid|xid8|cid|tid)$/;
const LISTS = /^(oidvector|int2vector)$/;

const plain = (id: string) => ({ id, type_info: null });

/** Changes a cast, into a call at times; returns whether it asks the catalogue. */
export function castNode(node: TreeNode): boolean {
  const child = node.child as TreeNode;
  const isText = (node.cast_type as TreeNode).id === 'VARCHAR';
  if (isText && child.class === 'CAST') showName(child);
  const name = unboundName(node.cast_type);
  if (REG.test(name ?? '')) {
    become(node, regOf(node, `to_${name}`));
    return true;
  }
  const type = known(node.cast_type);
  if (type !== node.cast_type) Object.assign(node, { cast_type: type });
  if ((type as TreeNode).id === 'LIST' || LISTS.test(name ?? '')) readBraces(node);
  if (name === 'regproc') stripSystem(child);
  return false;
}

/** Where it is shown, `oid::regclass` is a name; everywhere else it is a number. */
export function showName(node: TreeNode): void {
  const name = node.class === 'CAST' ? unboundName(node.cast_type) : undefined;
  if (REG.test(name ?? '')) become(node, regOf(node, `name_of_${name}`));
}

function regOf({ child, alias, query_location }: TreeNode, name: string): TreeNode {
  return {
    ...callOf(name, [child as TreeNode], { place: query_location, schema: 'pg' }),
    alias,
  };
}

function textIn(child: unknown): unknown {
  return ((child as TreeNode).value as TreeNode | undefined)?.value;
}

function unboundName(type: unknown): string | undefined {
  const { id, type_info } = type as TreeNode;
  const name = (type_info as TreeNode | null)?.name;
  return id === 'UNBOUND' && typeof name === 'string' ? name.toLowerCase() : undefined;
}

function known(type: unknown): unknown {
  const name = unboundName(type);
  if (name !== undefined) {
    if (TEXTS.test(name)) return plain('VARCHAR');
    if (NUMBERS.test(name)) return plain('BIGINT');
    if (name === 'jsonb') return plain('VARCHAR');
    if (LISTS.test(name)) return listOf(plain('BIGINT'));
    return type;
  }
  const { id, type_info } = type as TreeNode;
  if (id !== 'LIST') return type;
  const child = (type_info as TreeNode).child_type;
  const inner = known(child);
  return inner === child ? type : listOf(inner);
}

function listOf(child: unknown): TreeNode {
  const info = { type: 'LIST_TYPE_INFO', alias: '', extension_info: null, child_type: child };
  return { id: 'LIST', type_info: info };
}

/** `'{a,"b c"}'::text[]`: DuckDB writes lists in other brackets, and other quotes. */
function readBraces({ child }: TreeNode): void {
  const text = textIn(child);
  if (typeof text !== 'string' || !text.startsWith('{')) return;
  const value = text.replaceAll(/"(?:[^"\\]|\\.)*"|[{}]/g, (part) => BRACKETS[part] ?? part);
  Object.assign((child as TreeNode).value as object, { value });
}

const BRACKETS: Readonly<Record<string, string>> = { '{': '[', '}': ']' };

function stripSystem(child: TreeNode): void {
  const text = textIn(child);
  if (typeof text === 'string')
    Object.assign(child.value as object, { value: text.replace(/^pg_catalog\./, '') });
}
