/** `copy (…) to stdout`: what psql's \copy sends. Text and CSV, as Postgres writes them. */
import type { JsonValue } from '../values.ts';
import { WireError } from './errors.ts';
import type { Outbox } from './outbox.ts';
import type { Portal } from './portal.ts';
import { textOf } from './text-values.ts';
import { nameOf, stringOf, type Token } from './tokens.ts';

export interface Copy {
  /** The select. */
  readonly query: string;
  readonly isCsv: boolean;
  readonly hasHeader: boolean;
  readonly delimiter: string;
  /** Written for null. */
  readonly nothing: string;
}

/** Throws WireError for what is no copy to the client. */
export function readCopy(tokens: readonly Token[]): Copy {
  const end =
    tokens[1]?.text === '(' ? closing(tokens, 1) : tokens.findIndex((t) => nameOf(t) === 'to');
  const [to, where] =
    tokens[1]?.text === '(' ? [tokens[end + 1], tokens[end + 2]] : [tokens[end], tokens[end + 1]];
  if (end < 0 || nameOf(to) !== 'to' || nameOf(where) !== 'stdout') {
    throw new WireError('25006', 'copy only goes to stdout here: this port only reads', {
      hint: 'use copy (select …) to stdout, or \\copy in psql',
    });
  }
  const rest = tokens.slice(tokens.indexOf(where as Token) + 1);
  const options = readOptions(rest);
  const isCsv = options.get('format') === 'csv' || options.has('csv');
  refuseOthers(options);
  return {
    query: queryOf(tokens, end),
    isCsv,
    hasHeader:
      options.has('header') && !['false', 'off', '0'].includes(options.get('header') ?? ''),
    delimiter: options.get('delimiter') ?? (isCsv ? ',' : '\t'),
    nothing: options.get('null') ?? (isCsv ? '' : '\\N'),
  };
}

/** What is written otherwise than it was asked for would be read wrongly. */
function refuseOthers(options: ReadonlyMap<string, string>): void {
  if (options.get('format') === 'binary' || options.has('binary')) {
    throw new WireError('0A000', 'copy in binary is not there; text and csv are');
  }
  const isQuoted = ['quote', 'escape'].every((name) => (options.get(name) ?? '"') === '"');
  const isUtf8 = /^utf-?8$/i.test(options.get('encoding') ?? 'utf8');
  if (!isQuoted || !isUtf8) {
    throw new WireError('0A000', 'copy quotes and escapes with ", and writes UTF-8');
  }
  if (!/^[^\r\n"\\a-z0-9.]$/s.test(options.get('delimiter') ?? ',')) {
    throw new WireError(
      '22023',
      'a delimiter of copy is one character, no letter, digit, quote or point',
    );
  }
}

function closing(tokens: readonly Token[], from: number): number {
  let depth = 0;
  return tokens.findIndex(({ text }, i) => {
    if (i < from) return false;
    depth += text === '(' ? 1 : text === ')' ? -1 : 0;
    return depth === 0;
  });
}

/** In brackets as it stands, in its place; a table, with or without columns, as a select of it. */
function queryOf(tokens: readonly Token[], end: number): string {
  const write = (from: number, to: number) =>
    tokens.slice(from, to).reduce((text, token) => text.padEnd(token.at) + token.text, '');
  if (tokens[1]?.text === '(') return write(2, end);
  const list = tokens.findIndex(({ text }) => text === '(');
  if (list < 0 || list > end) return `select * from ${write(1, end)}`;
  return `select ${write(list + 1, closing(tokens, list))} from ${write(1, list)}`;
}

const FILLERS: readonly string[] = ['(', ')', ',', 'with', 'as'];

/** Both ways to write them: `(format csv, header true)` and `with delimiter as ';' null as ''`, as psycopg2 does. */
function readOptions(tokens: readonly Token[]): Map<string, string> {
  const options = new Map<string, string>();
  const all = tokens.filter(({ text }) => !FILLERS.includes(text.toLowerCase()));
  const withValue = new Set(['format', 'delimiter', 'null', 'quote', 'escape', 'encoding']);
  for (let i = 0; i < all.length; i += 1) {
    const name = nameOf(all[i]) ?? '';
    const next = all[i + 1];
    const value = stringOf(next) ?? escapedOf(next) ?? next?.text.toLowerCase() ?? '';
    const isSwitch = name === 'header' && /^(true|false|on|off|1|0)$/.test(value);
    if (withValue.has(name) || isSwitch) {
      options.set(name, value);
      i += 1;
    } else if (['csv', 'header', 'binary', 'text'].includes(name)) options.set(name, '');
    else throw new WireError('0A000', `copy has no option ${all[i]?.text ?? ''} here`);
  }
  return options;
}

/** `E'\\t'` and `E'\\\\N'`, as clients write them. */
function escapedOf(token: Token | undefined): string | undefined {
  const [, inner] = /^e'((?:[^'\\]|\\[tN\\])*)'$/i.exec(token?.text ?? '') ?? [];
  return inner?.replaceAll(/\\(.)/g, (_, letter: string) => (letter === 't' ? '\t' : letter));
}

/** Returns how many rows were sent. */
export async function sendCopy(
  outbox: Outbox,
  portal: Portal,
  { copy, signal }: { readonly copy: Copy; readonly signal: AbortSignal },
): Promise<number> {
  const { columns } = await portal.source;
  outbox.begin('H').int8(0).int16(columns.length);
  for (const _ of columns) outbox.int16(0);
  outbox.end();
  const write = copy.isCsv ? csvCell : textCell;
  const line = (cells: readonly (string | null)[]) => {
    const text = cells.map((cell) => (cell === null ? copy.nothing : write(cell, copy)));
    outbox
      .begin('d')
      .bytes(Buffer.from(`${text.join(copy.delimiter)}\n`))
      .end();
    return outbox.settle(signal);
  };
  if (copy.hasHeader) await line(columns.map(({ name }) => name));
  const cellsOf = (row: readonly JsonValue[]) =>
    columns.map(({ type }, i) => textOf(row[i] ?? null, type));
  const { count } = await portal.each(0, (row) => line(cellsOf(row)));
  outbox.say('c');
  return count;
}

function csvCell(cell: string, { delimiter, nothing }: Copy): string {
  const isPlain =
    !cell.includes(delimiter) && !/["\r\n]/.test(cell) && cell !== nothing && cell !== '\\.';
  return isPlain ? cell : `"${cell.replaceAll('"', '""')}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
};

function textCell(cell: string, { delimiter }: Copy): string {
  const escaped = cell.replaceAll(/[\\\n\r\t\b\f\v]/g, (each) => ESCAPES[each] ?? each);
  return delimiter === '\t' ? escaped : escaped.replaceAll(delimiter, `\\${delimiter}`);
}
