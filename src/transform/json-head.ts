/** The beginning of a value's JSON, however deep or long the value is: nothing recurses, nothing is kept. */
import { LosslessNumber } from 'lossless-json';
import { TooDeep } from './json-depth.ts';

export interface JsonHead {
  /** As many characters as were asked for, or all there are. */
  readonly head: string;
  /** Characters of the whole. */
  readonly length: number;
}

/** What is still to be written of an array or object. */
interface Open {
  readonly entries: Iterator<readonly [string | undefined, unknown]>;
  readonly end: ']' | '}';
  isFirst: boolean;
}

/** The first `most` characters of what toJson would write, and how many that would be. */
export function headOfJson(value: unknown, most: number): JsonHead {
  const written = { head: '', length: 0 };
  const write = (text: string) => {
    if (written.length < most) written.head += text.slice(0, most - written.length);
    written.length += text.length;
  };
  const open: Open[] = [];
  const begin = (part: unknown) => {
    const inside = insideOf(part);
    if (inside === undefined) return write(plain(part));
    write(inside.end === ']' ? '[' : '{');
    open.push(inside);
  };
  begin(value);
  for (let inner = open.at(-1); inner; inner = open.at(-1)) {
    const { done, value: entry } = inner.entries.next();
    if (done) {
      write(inner.end);
      open.pop();
      continue;
    }
    if (!inner.isFirst) write(',');
    inner.isFirst = false;
    const [key, part] = entry;
    if (key !== undefined) write(`${JSON.stringify(key)}:`);
    begin(part);
  }
  return written;
}

function insideOf(value: unknown): Open | undefined {
  if (typeof value !== 'object' || value === null || isWritten(value)) {
    return undefined;
  }
  if (Array.isArray(value)) return { entries: itemsOf(value), end: ']', isFirst: true };
  return { entries: Object.entries(value).values(), end: '}', isFirst: true };
}

function* itemsOf(items: readonly unknown[]): Generator<readonly [undefined, unknown], undefined> {
  for (const item of items) yield [undefined, item];
}

/** What has its own text. */
function isWritten(value: object): value is LosslessNumber | TooDeep {
  return value instanceof LosslessNumber || value instanceof TooDeep;
}

function plain(value: unknown): string {
  if (value instanceof TooDeep) return value.text;
  if (value instanceof LosslessNumber) return value.value;
  if (typeof value === 'bigint') return String(value);
  return JSON.stringify(value) ?? 'null';
}
