/** A result as CSV (RFC 4180) or JSON, written piece by piece. */
import type { Rows } from './result.ts';
import type { Sink } from './sink.ts';
import { type Cell, toJsonValue, toText } from './values.ts';

/** Rows are written together, so many characters at a time: a call for each took most of the time. */
const PIECE_CHARACTERS = 64 * 1024;

export async function writeCsv(result: Rows, sink: Sink): Promise<void> {
  await sink.write(result.names.map(csvField).join(','));
  for await (const rows of result.batches()) {
    const lines = rows.map((row) => row.map(csvValue).join(','));
    if (lines.length > 0) await sink.write(lines.join('\n'));
  }
}

/** One array, a row a line: each line waits to know whether another follows. */
export async function writeJson(result: Rows, sink: Sink): Promise<void> {
  const { names } = result;
  let [ready, opening] = ['', '['];
  let held: string | undefined;
  for await (const rows of result.batches()) {
    for (const row of rows) {
      if (held !== undefined) {
        ready += `${opening}${held},`;
        opening = ' ';
        if (ready.length < PIECE_CHARACTERS) ready += '\n';
        else {
          await sink.write(ready);
          ready = '';
        }
      }
      const pairs = names.map((name, i) => [name, toJsonValue(row[i] ?? null)]);
      held = JSON.stringify(Object.fromEntries(pairs));
    }
  }
  await sink.write(held === undefined ? '[]' : `${ready}${opening}${held}]`);
}

/** NULL is an empty field, an empty text is "": Postgres and DuckDB tell them apart so, too. */
function csvValue(value: Cell): string {
  if (value === null) return '';
  return csvField(toText(value)) || '""';
}

function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
