/** `copy (…) to stdout`: what psql's \copy sends, and what data frames are read by. */
import { type Copy, copyForm } from './copy-forms.ts';
import { WireError } from './errors.ts';
import type { Outbox } from './outbox.ts';
import type { Portal } from './portal.ts';
import { nameOf, stringOf, type Token, wholeOf } from './tokens.ts';

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
  const format = formatOf(options);
  const isCsv = format === 'csv';
  refuseOthers(options);
  return {
    query: queryOf(tokens, end),
    format,
    hasHeader:
      options.has('header') && !['false', 'off', '0'].includes(options.get('header') ?? ''),
    delimiter: options.get('delimiter') ?? (isCsv ? ',' : '\t'),
    nothing: options.get('null') ?? (isCsv ? '' : '\\N'),
  };
}

function formatOf(options: ReadonlyMap<string, string>): Copy['format'] {
  const said = options.get('format') ?? ['csv', 'binary'].find((each) => options.has(each));
  if (said === undefined || said === 'text') return 'text';
  if (said === 'csv' || said === 'binary') return said;
  throw new WireError('22023', `copy has no format ${JSON.stringify(said)}`);
}

/** What is written otherwise than it was asked for would be read wrongly. */
function refuseOthers(options: ReadonlyMap<string, string>): void {
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
  const write = (from: number, to: number) => wholeOf(tokens.slice(from, to));
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
  const { isBinary, head, tail, row: written } = copyForm(copy, columns);
  const form = isBinary ? 1 : 0;
  outbox.begin('H').int8(form).int16(columns.length);
  for (const _ of columns) outbox.int16(form);
  outbox.end();
  let before = isBinary ? head : undefined;
  const send = (bytes: Uint8Array) => {
    outbox.begin('d');
    // as Postgres sends them: psycopg 3 looks for both in one message
    if (before) outbox.bytes(before);
    before = undefined;
    outbox.bytes(bytes).end();
    return outbox.settle(signal);
  };
  if (head && !isBinary) await send(head);
  const { count } = await portal.each(0, (row) => send(written(row)));
  if (tail) await send(tail);
  outbox.say('c');
  return count;
}
