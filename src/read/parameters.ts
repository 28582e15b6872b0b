/**
 * Parameters of a statement, put into its syntax tree as constants: DuckDB writes them into the text that runs,
 * quoted as it quotes. Bound ones would do for a select alone, and not for explain and what has no type yet.
 */
import { UsageError } from '../contract/errors.ts';
import { readTree, type Tree, type TreeNode, walkNodes, writeTree } from './syntax-tree.ts';

/** Goes by its name, or by its place where it has none. */
export interface Parameter {
  readonly name?: string;
  /** A type of the list below, or DECIMAL; without one it is a literal, of whatever type is needed there. */
  readonly type?: string;
  /** As text; null is NULL. */
  readonly value: string | null;
}

const TYPES: ReadonlySet<string> = new Set([
  'BOOLEAN',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'FLOAT',
  'DOUBLE',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE',
  'INTERVAL',
  'UUID',
  'BLOB',
  'VARCHAR',
]);
const WIDEST = 38;

/** The tree with a value in each place. Throws UsageError where they do not fit. */
export function fillParameters(text: string, parameters: readonly Parameter[]): string {
  if (!text.includes('"class":"PARAMETER"')) {
    if (parameters.length > 0) throw unfit(0, parameters.length);
    return text;
  }
  const tree = readTree(text);
  const wanted = wantedBy(tree);
  if (wanted.length !== parameters.length) throw unfit(wanted.length, parameters.length);
  walkNodes(tree, (node, put) => {
    nameColumns(node);
    if (node.class === 'PARAMETER')
      put(constantOf(node, find(parameters, String(node.identifier))));
  });
  const statements = tree.statements?.map((each) => ({ ...each, named_param_map: [] }));
  return writeTree({ ...tree, statements });
}

function unfit(wanted: number, given: number): UsageError {
  return new UsageError(`the statement has ${wanted} parameters, and ${given} are given`, {
    hint: 'give a value for each $1, $2, … or $name of it',
  });
}

function wantedBy({ statements }: Tree): readonly unknown[] {
  const map = (statements?.[0] as TreeNode | undefined)?.named_param_map;
  return Array.isArray(map) ? map : [];
}

function find(parameters: readonly Parameter[], name: string): Parameter {
  const parameter = parameters.find((each) => each.name === name) ?? parameters[Number(name) - 1];
  if (parameter) return parameter;
  throw new UsageError(`parameter ${name} is missing`, { hint: 'give a value for it' });
}

/** A column that is a parameter alone is called as the parameter is, and not as its value. */
function nameColumns({ select_list: columns }: TreeNode): void {
  for (const column of Array.isArray(columns) ? (columns as Record<string, unknown>[]) : []) {
    if (column.class === 'PARAMETER' && column.alias === '') column.alias = `$${column.identifier}`;
  }
}

function constantOf(node: TreeNode, { type, value }: Parameter): TreeNode {
  const { alias, query_location } = node;
  const constant = {
    class: 'CONSTANT',
    type: 'VALUE_CONSTANT',
    alias,
    query_location,
    value:
      value === null
        ? { type: plain('NULL'), is_null: true }
        : { type: plain('VARCHAR'), is_null: false, value },
  };
  if (type === undefined) return constant;
  return {
    class: 'CAST',
    type: 'OPERATOR_CAST',
    alias,
    query_location,
    child: { ...constant, alias: '' },
    cast_type: typeOf(type.toUpperCase(), value ?? ''),
    try_cast: false,
  };
}

/** As many digits after the point as it has, in whichever way they are written: none is lost. */
function scaleOf(value: string): number {
  const [, digits = '', exponent = '0'] = /(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(value.trim()) ?? [];
  const scale = Math.max(0, digits.length - Number(exponent));
  if (scale <= WIDEST) return scale;
  throw new UsageError(`a parameter has ${scale} digits after the point: more than ${WIDEST}`, {
    hint: 'round it, or give it as a double',
  });
}

const plain = (id: string) => ({ id, type_info: null });

function typeOf(type: string, value: string): TreeNode {
  if (TYPES.has(type)) return plain(type);
  if (type !== 'DECIMAL') {
    throw new UsageError(`parameters are not of type ${JSON.stringify(type)} here`, {
      hint: 'give it without a type, and cast it in the statement',
    });
  }
  const scale = scaleOf(value);
  const info = { type: 'DECIMAL_TYPE_INFO', alias: '', extension_info: null, width: WIDEST, scale };
  return { id: 'DECIMAL', type_info: info };
}
