/** CSV by RFC 4180: records on lines ended by CRLF or LF, fields between commas, quotes doubled in quotes. */
import { Refusal } from '../contract/errors.ts';

export interface CsvRecord {
  /** Line on which it begins; the first is 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

// A field and what ends it: a quoted one may hold commas, line breaks and doubled quotes.
const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;

/** All records of a text. Throws Refusal whose field is the line at fault. */
export function parseCsv(text: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let line = 1;
  let start = line;
  for (FIELD.lastIndex = 0; FIELD.lastIndex < text.length || fields.length > 0; ) {
    const match = FIELD.exec(text);
    if (!match)
      throw new Refusal(`line ${line}`, 'a quote where none may stand, or one that does not end');
    const [whole, quoted, plain = '', end] = match;
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
    line += whole.split('\n').length - 1;
    if (end === ',') continue;
    records.push({ line: start, fields });
    fields = [];
    start = line;
  }
  return records;
}
