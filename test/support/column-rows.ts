/** A page in columns as rows, and what the careful way makes of the same records. */
import type { Row } from '../../src/contract/row.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import {
  type ColumnBuffer,
  type ColumnPage,
  SEPARATOR,
} from '../../src/transform/column-buffers.ts';
import { normalise } from '../../src/transform/normalise.ts';

/** A value of a column as a row has it. */
function valueAt(buffer: ColumnBuffer, row: number): unknown {
  const { type, width, texts, nulls, validity, bytes } = buffer;
  if (width === 0) return texts[row];
  if (nulls > 0 && ((validity[row >> 3] as number) & (1 << (row & 7))) === 0) return null;
  const view = new DataView(bytes);
  if (type === 'BOOLEAN') return view.getInt8(row) === 1;
  if (type === 'INTEGER') return view.getInt32(4 * row, true);
  return view.getBigInt64(8 * row, true);
}

/** Texts that were scanned are there as joined bytes alone. */
function textsOf(buffer: ColumnBuffer, rows: number): ColumnBuffer {
  const [joined] = buffer.joined;
  if (!(joined instanceof Uint8Array)) {
    if (joined === null)
      buffer.texts.push(...new Array<null>(rows - buffer.texts.length).fill(null));
    return buffer;
  }
  buffer.texts.push(...Buffer.from(joined).toString('latin1').split(SEPARATOR));
  return buffer;
}

export function rowsOf({ rows, columns }: ColumnPage): Row[] {
  const buffers = columns.map((buffer) => textsOf(buffer, rows));
  for (const { width, texts } of buffers) {
    if (width === 0 && texts.length !== rows) throw new Error(`${texts.length} texts of ${rows}`);
  }
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(buffers.map((buffer) => [buffer.name, valueAt(buffer, row)])),
  ) as Row[];
}

export function carefully(stream: AnyStream, of: Account, records: readonly unknown[]) {
  const { rows, rejects, extras, census } = normalise(stream, of, records);
  const names = Object.keys(stream.columns);
  const whole = rows.map((row, i) => ({
    ...Object.fromEntries(names.map((name) => [name, row[name] ?? null])),
    extra: extras.get(i) ?? null,
  }));
  return { rows: whole, rejects, census };
}
