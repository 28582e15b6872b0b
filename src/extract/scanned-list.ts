/** An answer whose list of records is scanned from its bytes; what stands around the list is parsed as ever. */
import { randomUUID } from 'node:crypto';
import type { HttpAnswer } from '../contract/net.ts';
import type { RecordScanner, ScannedRecords } from '../contract/plain.ts';

/** Stands in the list's place while the rest is parsed; no vendor writes it. */
const MARK = `scanned ${randomUUID()}`;
const BLANKS_AND_COLON = /[ \t\n\r]*:[ \t\n\r]*(?=\[)/y;
const LONGEST_BLANKS = 64;

export interface ScannedAnswer {
  readonly records: ScannedRecords;
  /** The answer's text with MARK, as a string, in the place of the list. */
  readonly frame: string;
}

/**
 * Undefined where the list is none that the scanner takes. In a document of JSON a name in quotes with a colon behind
 * it is nothing but a field's name, and its list stands where a value stands: the frame is JSON if the answer is.
 */
export function scanList(
  { ascii }: HttpAnswer,
  list: string,
  scanner: RecordScanner,
): ScannedAnswer | undefined {
  if (!ascii) return undefined;
  const bytes = Buffer.from(ascii.buffer, ascii.byteOffset, ascii.byteLength);
  const name = `"${list}"`;
  const at = bytes.indexOf(name) + name.length;
  if (at < name.length) return undefined;
  BLANKS_AND_COLON.lastIndex = 0;
  const [blanks] = BLANKS_AND_COLON.exec(bytes.toString('latin1', at, at + LONGEST_BLANKS)) ?? [];
  if (blanks === undefined) return undefined;
  const from = at + blanks.length;
  const records = scanner.scan(bytes, from);
  if (!records) return undefined;
  const [head, tail] = [bytes.toString('latin1', 0, from), bytes.toString('latin1', records.end)];
  if (tail.includes(name) || mayHideName(head) || mayHideName(tail)) {
    records.giveBack();
    return undefined;
  }
  return { records, frame: `${head}"${MARK}"${tail}` };
}

/** A list that the answer has once more is compared with the first by the parser, and a name may be written in escapes. */
const mayHideName = (text: string) => text.includes('\\u00');

/** Puts the records into what the frame was parsed to; a list elsewhere in it was not the one that is read. */
export function putScanned(data: unknown, list: string, records: ScannedRecords): void {
  if (typeof data !== 'object' || data === null) return;
  const lists = data as Record<string, unknown>;
  if (lists[list] === MARK) lists[list] = records;
}
