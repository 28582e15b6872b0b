/**
 * `prepare … as` and `execute` of SQL. What runs is the text that was prepared with the values, which may be any
 * expression, in the places of its parameters: a reader checks it as it checks every other.
 */
import { WireError } from './errors.ts';
import { LARGEST_MESSAGE } from './inbox.ts';
import { nameOf, type Token, tokensOf, wholeOf } from './tokens.ts';

export interface Prepare {
  readonly kind: 'prepare';
  readonly name: string;
  /** Of its parameters, in SQL, as far as they are said. */
  readonly types: readonly string[];
  readonly query: string;
}

export interface Execute {
  readonly kind: 'execute';
  readonly name: string;
  /** In SQL. */
  readonly values: readonly string[];
}

/** `prepare name (types) as query`. Throws WireError. */
export function readPrepare(tokens: readonly Token[]): Prepare {
  const { items, end } = readList(tokens, 2);
  const query = wholeOf(tokens.slice(end + 1));
  if (nameOf(tokens[end]) !== 'as' || query === '') throw notUnderstood(tokens[end]);
  return { kind: 'prepare', name: readName(tokens[1]), types: items, query };
}

/** `execute name (values)`. Throws WireError. */
export function readExecute(tokens: readonly Token[]): Execute {
  const { items, end } = readList(tokens, 2);
  if (tokens[end]) throw notUnderstood(tokens[end]);
  return { kind: 'execute', name: readName(tokens[1]), values: items };
}

function readName(token: Token | undefined): string {
  const name = nameOf(token);
  if (name === undefined) throw notUnderstood(token);
  return name;
}

const DEPTHS: Readonly<Record<string, number>> = {
  '(': 1,
  '[': 1,
  '{': 1,
  ')': -1,
  ']': -1,
  '}': -1,
};

/** What stands in brackets at that place, apart by commas, if there are any; and the place behind them. */
function readList(tokens: readonly Token[], from: number) {
  const items: string[] = [];
  if (tokens[from]?.text !== '(') return { items, end: from };
  let [depth, start] = [0, from + 1];
  for (let i = from; i < tokens.length; i += 1) {
    const { text } = tokens[i] as Token;
    depth += Object.hasOwn(DEPTHS, text) ? (DEPTHS[text] ?? 0) : 0;
    const isOver = depth === 0;
    if (!isOver && (depth !== 1 || text !== ',')) continue;
    if (i > start || !isOver || items.length > 0)
      items.push(itemOf(tokens.slice(start, i), tokens[i]));
    start = i + 1;
    if (isOver) return { items, end: i + 1 };
  }
  throw notUnderstood(undefined);
}

function itemOf(tokens: readonly Token[], behind: Token | undefined): string {
  const [first] = tokens;
  if (!first) throw notUnderstood(behind);
  // by its own beginning: blanks up to each of a million values would be a quadratic many
  return wholeOf(tokens.map((token) => ({ ...token, at: token.at - first.at })));
}

function notUnderstood(token: Token | undefined): WireError {
  const where = token ? `at or near ${JSON.stringify(token.text)}` : 'at end of input';
  return new WireError('42601', `syntax error ${where}`);
}

export interface Prepared {
  readonly text: string;
  readonly types?: readonly string[];
}

/** Of a prepared text with these values. Throws WireError where they are not as many, or it grows too long. */
export function filled({ text, types = [] }: Prepared, { name, values }: Execute): string {
  const tokens = tokensOf(text);
  const numbers = tokens.map(({ kind, text: n }) =>
    kind === 'parameter' ? Number(n.slice(1)) : 0,
  );
  const wanted = numbers.reduce((most, n) => Math.max(most, n), types.length);
  if (values.length !== wanted) {
    throw new WireError(
      '42601',
      `wrong number of parameters for prepared statement ${JSON.stringify(name)}: ${wanted} are expected, and ${values.length} are given`,
    );
  }
  const parts = tokens.map((token, i) =>
    numbers[i] ? filling(values[numbers[i] - 1], types[numbers[i] - 1]) : token.text,
  );
  if (parts.reduce((size, part) => size + part.length, 0) > LARGEST_MESSAGE) {
    throw new WireError('54000', `with its values it has more than ${LARGEST_MESSAGE} characters`);
  }
  return parts.join('');
}

/** Without a type it is what is needed there, as a literal is. */
function filling(value = 'null', type = 'unknown'): string {
  return type === 'unknown' ? `(${value})` : `(${value})::${type}`;
}
