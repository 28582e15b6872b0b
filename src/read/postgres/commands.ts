/** What a statement is: most are a reader's; what speaks of the session alone is answered here. */
import { type Execute, type Prepare, readExecute, readPrepare } from './prepared.ts';
import { meaningOf, nameOf, stringOf, type Token, tokensOf, wholeOf } from './tokens.ts';

export type Command =
  /** For a reader; `tag` is what a client is told of its end. */
  | { readonly kind: 'query'; readonly tag: 'SELECT' | 'EXPLAIN' | 'SHOW' }
  | {
      readonly kind: 'transaction';
      readonly does: 'begin' | 'commit' | 'rollback' | 'mark' | 'return';
      readonly tag: string;
    }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'show'; readonly name: string }
  /** Without a name: all. */
  | { readonly kind: 'reset'; readonly name?: string | undefined; readonly tag: string }
  | Prepare
  | Execute
  | { readonly kind: 'deallocate'; readonly name?: string | undefined }
  /** What is accepted and does nothing. */
  | { readonly kind: 'nothing'; readonly tag: string }
  | {
      readonly kind: 'declare';
      readonly name: string;
      readonly query: string;
      /** Outlives its transaction: `with hold`, as ODBC declares. */
      readonly isHeld: boolean;
    }
  | {
      readonly kind: 'fetch';
      readonly name: string;
      readonly count: number;
      readonly isMove: boolean;
    }
  /** Without a name: all. */
  | { readonly kind: 'close'; readonly name?: string | undefined }
  | { readonly kind: 'copy'; readonly tokens: readonly Token[] }
  | { readonly kind: 'refused'; readonly word: string }
  | { readonly kind: 'unknown'; readonly word: string };

const READS: Readonly<Record<string, 'SELECT' | 'EXPLAIN' | 'SHOW'>> = {
  select: 'SELECT',
  with: 'SELECT',
  values: 'SELECT',
  table: 'SELECT',
  from: 'SELECT',
  '(': 'SELECT',
  pivot: 'SELECT',
  unpivot: 'SELECT',
  pivot_wider: 'SELECT',
  pivot_longer: 'SELECT',
  describe: 'SHOW',
  desc: 'SHOW',
  summarize: 'SHOW',
  explain: 'EXPLAIN',
};
/** DuckDB's own, of which the first word after show tells. */
const SHOWN_BY_DUCKDB = new Set(['tables', 'databases', 'schemas']);
const UNKNOWN = new Set(['do', 'load', 'install', 'pragma']);

export function commandOf(text: string): Command {
  const tokens = meaningOf(tokensOf(text)).filter((token) => token.text !== ';');
  const [first, second] = tokens.map((token) => nameOf(token) ?? token.text);
  const word = first ?? '';
  const reads = Object.hasOwn(READS, word) ? READS[word] : undefined;
  if (reads) return { kind: 'query', tag: reads };
  const one = ONES[word];
  if (one && Object.hasOwn(ONES, word)) return one(tokens, second ?? '');
  return { kind: UNKNOWN.has(word) ? 'unknown' : 'refused', word };
}

type Reading = (tokens: readonly Token[], second: string) => Command;

const begin: Reading = () => ({ kind: 'transaction', does: 'begin', tag: 'BEGIN' });
const commit: Reading = () => ({ kind: 'transaction', does: 'commit', tag: 'COMMIT' });
const rollback: Reading = (tokens) =>
  tokens.some((token) => nameOf(token) === 'to')
    ? { kind: 'transaction', does: 'return', tag: 'ROLLBACK' }
    : { kind: 'transaction', does: 'rollback', tag: 'ROLLBACK' };
const nothing =
  (tag: string): Reading =>
  () => ({ kind: 'nothing', tag });
const cursorName = (token: Token | undefined) => nameOf(token) ?? '';

const ONES: Readonly<Record<string, Reading>> = {
  begin,
  start: begin,
  commit,
  end: commit,
  rollback,
  abort: rollback,
  savepoint: () => ({ kind: 'transaction', does: 'mark', tag: 'SAVEPOINT' }),
  release: () => ({ kind: 'transaction', does: 'mark', tag: 'RELEASE' }),
  set: readSet,
  show: (tokens, second) => {
    const isAll = second === 'all' && nameOf(tokens[2]) === 'tables';
    if (SHOWN_BY_DUCKDB.has(second) || isAll) return { kind: 'query', tag: 'SHOW' };
    return { kind: 'show', name: settingName(tokens.slice(1)) };
  },
  reset: (tokens, second) => ({
    kind: 'reset',
    name: second === 'all' ? undefined : settingName(tokens.slice(1)),
    tag: 'RESET',
  }),
  discard: (_, second) =>
    second === 'all'
      ? { kind: 'reset', tag: 'DISCARD ALL' }
      : { kind: 'nothing', tag: `DISCARD ${second.toUpperCase()}` },
  // of two phases there is nothing to prepare
  prepare: (tokens, second) =>
    second === 'transaction' && tokens[2]?.kind === 'string'
      ? { kind: 'refused', word: 'prepare' }
      : readPrepare(tokens),
  execute: readExecute,
  deallocate: (tokens, second) => {
    const name = second === 'prepare' ? nameOf(tokens[2]) : nameOf(tokens[1]);
    return { kind: 'deallocate', name: name === 'all' ? undefined : name };
  },
  listen: nothing('LISTEN'),
  unlisten: nothing('UNLISTEN'),
  declare: (tokens) => {
    const start = tokens.find((token, i) => i > 2 && nameOf(token) === 'for');
    const from = start ? start.at + start.text.length : 0;
    const before = tokens.slice(2, start && tokens.indexOf(start));
    return {
      kind: 'declare',
      name: cursorName(tokens[1]),
      query: wholeOf(tokens).slice(from),
      isHeld: before.some((t, i) => nameOf(t) === 'hold' && nameOf(before[i - 1]) === 'with'),
    };
  },
  fetch: readFetch,
  move: readFetch,
  close: (tokens, second) => ({
    kind: 'close',
    name: second === 'all' ? undefined : cursorName(tokens[1]),
  }),
  copy: (tokens) => ({ kind: 'copy', tokens }),
};

/** `datestyle`, `ggr.max_age`, `time zone`, `session characteristics …`. */
function settingName(tokens: readonly Token[]): string {
  const names = tokens.map((token) => nameOf(token) ?? token.text);
  if (names[0] === 'time' && names[1] === 'zone') return 'timezone';
  if (names[0] === 'transaction')
    return names
      .join(' ')
      .replace(/ level$/, '')
      .replaceAll(' ', '_');
  return names[1] === '.' ? names.slice(0, 3).join('') : (names[0] ?? '');
}

function readSet(all: readonly Token[]): Command {
  let tokens = all.slice(1);
  const name = nameOf(tokens[0]);
  const isCharacteristics = name === 'session' && nameOf(tokens[1]) === 'characteristics';
  if (name === 'transaction' || isCharacteristics) return { kind: 'nothing', tag: 'SET' };
  if (name === 'session' || name === 'local') tokens = tokens.slice(1);
  const setting = settingName(tokens);
  const at = tokens.findIndex(
    (token, i) => i > 0 && (token.text === '=' || nameOf(token) === 'to'),
  );
  const isZone = nameOf(tokens[0]) === 'time' && nameOf(tokens[1]) === 'zone';
  const from = at > 0 ? at + 1 : isZone ? 2 : 1;
  const value = tokens.slice(from).map((token) => stringOf(token) ?? token.text);
  return { kind: 'set', name: setting, value: value.join('') };
}

/** `fetch [forward] [n | all | next] [from | in] name`. Back there is no way. */
function readFetch(tokens: readonly Token[]): Command {
  const words = tokens.slice(1).map((token) => nameOf(token) ?? token.text);
  const name = words.at(-1) ?? '';
  const how = words.slice(0, -1).filter((word) => !['forward', 'from', 'in'].includes(word));
  const isMove = nameOf(tokens[0]) === 'move';
  const [count = 'next'] = how;
  if (count === 'all') return { kind: 'fetch', name, count: 0, isMove };
  if (count === 'next') return { kind: 'fetch', name, count: 1, isMove };
  if (how.length === 1 && /^\d+$/.test(count) && Number(count) > 0)
    return { kind: 'fetch', name, count: Number(count), isMove };
  return { kind: 'unknown', word: `fetch ${how.join(' ')}` };
}
