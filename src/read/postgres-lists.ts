/** `x = any('{a,b}')`, as clients write a list that they bind: to DuckDB the text is no list, and `in` takes it. */
import { become, callOf, columnName } from './postgres-functions.ts';

import { type Tree, type TreeNode, walkNodes } from './syntax-tree.ts';

const ELEMENT = /\s*(?:"((?:[^"\\]|\\.)*)"|([^,{}"]*))\s*(,|$)/gy;

/** Lists of the catalogue, which hold no null: in a join's condition DuckDB takes no subquery. */
const KEYS: ReadonlySet<string> = new Set(['indkey', 'conkey', 'confkey']);

/** The names of parameters that are lists: `x = any($1)`. */
export function listParameters(tree: Tree): ReadonlySet<string> {
  const names = new Set<string>();
  walkNodes(tree, (node) => {
    const argument = node.subquery_type === 'ANY' ? argumentIn(node) : undefined;
    if (argument?.class === 'PARAMETER') names.add(String(argument.identifier));
  });
  return names;
}

/** Changes a comparison with any of a literal list into one with each of its values. */
export function listNode(node: TreeNode): void {
  if (node.type === 'OPERATOR_NOT') {
    // `x <> all('{a,b}')`, which is written again as not in
    const [inner] = node.children as TreeNode[];
    if (inner?.class !== 'SUBQUERY') return;
    listNode(inner);
    if (inner.type === 'COMPARE_IN') {
      become(node, { ...inner, alias: node.alias, type: 'COMPARE_NOT_IN' });
    }
    return;
  }
  const { child, query_location, alias } = node;
  if (node.subquery_type !== 'ANY' || node.comparison_type !== 'COMPARE_EQUAL') return;
  const argument = argumentIn(node);
  // nobody has bound it yet: by one value DuckDB tells of what it is a list
  if (argument?.class === 'PARAMETER') {
    const children = [child as TreeNode, argument];
    become(node, { class: 'OPERATOR', type: 'COMPARE_IN', alias, query_location, children });
    return;
  }
  if (argument && KEYS.has(columnName(argument))) {
    const call = callOf('list_contains', [argument, child as TreeNode], { place: query_location });
    become(node, { ...call, alias });
    return;
  }
  const values = valuesOf(literalIn(node));
  if (!values) return;
  if (values.length === 0) {
    // nothing equals any of none, and everything differs from all of them: `in (null)` would be neither
    become(node, falseNode({ alias, query_location }));
    return;
  }
  const constants = values.map((value) => ({
    class: 'CONSTANT',
    type: 'VALUE_CONSTANT',
    alias: '',
    query_location,
    value:
      value === null
        ? { type: { id: 'NULL', type_info: null }, is_null: true }
        : { type: { id: 'VARCHAR', type_info: null }, is_null: false, value },
  }));
  const children = [child as TreeNode, ...constants];
  become(node, { class: 'OPERATOR', type: 'COMPARE_IN', alias, query_location, children });
}

function falseNode({
  alias,
  query_location,
}: Pick<TreeNode, 'alias' | 'query_location'>): TreeNode {
  const type = (id: string) => ({ id, type_info: null });
  const value = { type: type('VARCHAR'), is_null: false, value: 'false' };
  const child = { class: 'CONSTANT', type: 'VALUE_CONSTANT', alias: '', query_location, value };
  const cast = { class: 'CAST', type: 'OPERATOR_CAST', alias, query_location, child };
  return { ...cast, cast_type: type('BOOLEAN'), try_cast: false };
}

/** The text that is unnested, and nothing else is there. */
function literalIn(node: TreeNode): unknown {
  const argument = argumentIn(node);
  return argument?.class === 'CONSTANT' ? (argument.value as TreeNode).value : undefined;
}

function argumentIn({ subquery }: TreeNode): TreeNode | undefined {
  const list = ((subquery as TreeNode | undefined)?.node as TreeNode | undefined)?.select_list;
  const [called] = (list ?? []) as TreeNode[];
  if (called?.function_name !== 'unnest') return undefined;
  return (called.children as TreeNode[])[0];
}

function valuesOf(text: unknown): (string | null)[] | undefined {
  if (typeof text !== 'string' || !/^\{.*\}$/s.test(text)) return undefined;
  const inner = text.slice(1, -1);
  if (inner.trim() === '') return [];
  const values: (string | null)[] = [];
  ELEMENT.lastIndex = 0;
  for (let found = ELEMENT.exec(inner); found; found = ELEMENT.exec(inner)) {
    const [, quoted, plain = '', end] = found;
    if (quoted !== undefined) values.push(quoted.replaceAll(/\\(.)/gs, '$1'));
    else values.push(plain.trim().toLowerCase() === 'null' ? null : plain.trim());
    if (end === '') return values;
  }
  return undefined;
}
