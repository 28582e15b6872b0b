/**
 * What DuckDB's parser does not know of Postgres' language, put into words that it knows: by tokens, so that
 * strings and comments stay as they are. What can be told from the parsed tree is done there (postgres-tree.ts).
 */
import { meaningOf, nameOf, type Token, tokensOf } from './tokens.ts';

export interface Translated {
  readonly text: string;
  /** The character of the asker's text, from 1, for one of `text`. */
  readonly place: (position: number) => number;
}

/** `~` finds a match anywhere in Postgres, and of the whole in DuckDB: a name that the tree knows again. */
export const MATCHES: Readonly<Record<string, string>> = { '~': '~=~', '!~': '!~=~' };
/** A numeric without digits keeps all of them; DuckDB's has 18, three behind the point. */
const WIDEST_NUMERIC = 'numeric(38,10)';
const SYSTEM = 'pg_catalog';

export function translate(text: string): Translated {
  const all = tokensOf(text);
  const tokens = meaningOf(all);
  const changes = new Map<Token, string>();
  for (let i = 0; i < tokens.length; i += 1)
    i += change(tokens.slice(i, i + 6), tokens[i - 1], changes) - 1;
  return apply(all, changes);
}

/** Notes what becomes of the tokens at one place; returns how many it looked at. */
function change(
  ahead: readonly Token[],
  before: Token | undefined,
  changes: Map<Token, string>,
): number {
  const [token, second, third] = ahead;
  if (!token) return 1;
  const skip = (count: number) => {
    for (const each of ahead.slice(0, count)) changes.set(each, '');
    return count;
  };
  const name = nameOf(token);
  if (name === 'operator' && token.kind === 'word' && second?.text === '(') {
    const end = ahead.findIndex(({ text }) => text === ')');
    const operator = ahead[end - 1];
    if (end < 0 || !operator) return 1;
    skip(end + 1);
    changes.set(operator, ` ${MATCHES[operator.text] ?? operator.text} `);
    return end + 1;
  }
  if (name === 'collate') {
    const isQualified = nameOf(second) === SYSTEM;
    const collation = nameOf(isQualified ? ahead[3] : second);
    if (collation === 'default') return skip(isQualified ? 4 : 2);
  }
  if (name === SYSTEM && second?.text === '.' && before?.text !== '.' && third) return skip(2);
  const operator = token.kind === 'operator' ? MATCHES[token.text] : undefined;
  if (operator) changes.set(token, ` ${operator} `);
  const isType = before?.text === '::' || (before?.kind === 'word' && nameOf(before) === 'as');
  const isCast = before?.text === '::' || second?.text === ')';
  // to DuckDB's parser it is another word for bigint
  if (before?.text === '::' && name === 'oid') changes.set(token, 'uinteger');
  if (isType && isCast && (name === 'numeric' || name === 'decimal') && second?.text !== '(') {
    changes.set(token, WIDEST_NUMERIC);
  }
  return 1;
}

function apply(all: readonly Token[], changes: ReadonlyMap<Token, string>): Translated {
  let [text, old] = ['', 0];
  const steps: { readonly to: number; readonly from: number; readonly isKept: boolean }[] = [];
  let written = 0;
  for (const token of all) {
    const now = changes.get(token) ?? token.text;
    steps.push({ to: written, from: old, isKept: now === token.text });
    text += now;
    written += [...now].length;
    old += [...token.text].length;
  }
  const place = (position: number) => {
    const step = steps.findLast(({ to }) => to < position) ?? { to: 0, from: 0, isKept: true };
    return step.isKept ? step.from + position - step.to : step.from + 1;
  };
  return { text, place };
}
