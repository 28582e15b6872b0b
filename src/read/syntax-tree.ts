/**
 * DuckDB's own syntax tree of a select, as JSON. It is read without loss: its whole numbers may be of 128
 * bits, and what becomes of them is run.
 */
import { isLosslessNumber, type LosslessNumber, parse, stringify } from 'lossless-json';

export interface Tree {
  readonly error?: unknown;
  readonly error_type?: unknown;
  readonly error_message?: unknown;
  readonly position?: unknown;
  readonly statements?: readonly Statement[];
}

export interface Statement {
  readonly node?: TreeNode;
}

export interface TreeNode {
  readonly [key: string]: unknown;
}

/** Throws where it is no JSON: DuckDB writes an infinite double as a bare word. */
export function readTree(text: string): Tree {
  return parse(text) as Tree;
}

export function writeTree(tree: unknown): string {
  return stringify(tree) ?? '';
}

/**
 * A double (`1e3`) would be written as a decimal (`1000.0`), which is another type: each becomes the cast of
 * its digits. Returns the same text where there is none.
 */
export function castDoubles(text: string): string {
  if (!text.includes('"value":{"type":{"id":"DOUBLE"')) return text;
  const tree = readTree(text);
  walkNodes(tree, (node, put) => {
    const value = node.value as TreeNode | undefined;
    if (node.class !== 'CONSTANT' || (value?.type as TreeNode)?.id !== 'DOUBLE') return;
    if (isLosslessNumber(value?.value)) put(castOf(node, value.value));
  });
  return writeTree(tree);
}

function castOf(node: TreeNode, value: LosslessNumber): TreeNode {
  const type = (id: string) => ({ id, type_info: null });
  return {
    class: 'CAST',
    type: 'OPERATOR_CAST',
    alias: node.alias,
    query_location: node.query_location,
    child: {
      ...node,
      alias: '',
      value: { type: type('VARCHAR'), is_null: false, value: value.toString() },
    },
    cast_type: type('DOUBLE'),
    try_cast: false,
  };
}

type Visit = (node: TreeNode, put: (other: TreeNode) => void) => void;

/** Every object of a tree, the outer ones first; `put` sets another in its place. Not recursive: trees are deep. */
export function walkNodes(tree: unknown, visit: Visit): void {
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const parent = open.pop();
    for (const key of isBranch(parent) ? Object.keys(parent) : []) {
      const holder = parent as Record<string, unknown>;
      const child = holder[key];
      if (!isBranch(child)) continue;
      if (!Array.isArray(child)) {
        visit(child as TreeNode, (other) => {
          holder[key] = other;
        });
      }
      // what was put in its place is not visited again
      if (holder[key] === child) open.push(child);
    }
  }
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isLosslessNumber(value);
}

/**
 * Whether two trees say the same. `values (1)` comes back as a select of it, which is no difference; nor is
 * where a part stood. `pair` is told of each pair of places.
 */
export function isSameTree(
  one: unknown,
  other: unknown,
  pair: (one: string, other: string) => void = () => {},
): boolean {
  const open: [unknown, unknown][] = [[one, other]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [a, b] = [next[0], valuesOf(next[0], next[1])];
    if (isBranch(a) && isBranch(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
        const [x, y] = [(a as TreeNode)[key], (b as TreeNode)[key]];
        if (key === 'query_location') pair(String(x), String(y));
        else open.push([x, y]);
      }
    } else if (String(a) !== String(b) || typeof a !== typeof b) return false;
  }
  return true;
}

/** The values themselves, where one tree has them bare and the other in a select of all of them. */
function valuesOf(bare: unknown, other: unknown): unknown {
  const [a, b] = [bare as TreeNode | null, other as TreeNode | null];
  if (a?.type !== 'EXPRESSION_LIST' || b?.type !== 'SUBQUERY') return other;
  const { node } = (b.subquery ?? {}) as { readonly node?: TreeNode };
  const inner = node?.from_table as TreeNode | undefined;
  if (inner?.type !== 'EXPRESSION_LIST' || !isPlainSelect(node)) return other;
  const isRenamed = (b.column_name_alias as readonly unknown[] | undefined)?.length !== 0;
  return isRenamed ? other : { ...inner, alias: b.alias };
}

function isPlainSelect(node: TreeNode | undefined): boolean {
  const list = node?.select_list as readonly TreeNode[] | undefined;
  return list?.length === 1 && list[0]?.class === 'STAR' && node?.where_clause === null;
}
