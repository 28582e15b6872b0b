/**
 * Which rows are of the second pass of an hour that the clock shows twice: WM's times have no offset, so
 * only their order can tell. Rows in the order of their ids (numbers that grow) step back by most of an hour
 * once, where the clock went back: what follows is of the second pass. Where nothing or more than one thing
 * steps back, the order says nothing, and all are of the first. A bet that is judged again on a later day
 * comes alone, and is of the first, too: it may move by that hour, and is counted once all the same.
 */
import { Refusal } from '../../contract/errors.ts';
import type { Account } from '../../contract/vendor.ts';
import { type LocalAsk, laterMicrosOf, microsOf } from './local-time.ts';

/** What a record of the second pass is given beside the vendor's fields, as PV's sums are given their date. */
export const SECOND_PASS = 'second_pass';

interface Layout {
  readonly account: Account;
  /** The field of the time, and those that the id may have. */
  readonly time: string;
  readonly ids: readonly string[];
}

type Asked = Pick<LocalAsk, 'window' | 'doubled'>;
type Fields = Readonly<Record<string, unknown>>;

/**
 * The rows of an answer that are of the asked window, or could be: a time that occurs twice may be in either
 * pass, and a row that comes with both windows is one row. What cannot be read is left for quarantine.
 */
export function ofWindow(
  records: readonly unknown[],
  { window, doubled }: Asked,
  layout: Layout,
): readonly unknown[] {
  if (!doubled) return records;
  const isInWindow = (micros: bigint) =>
    micros >= BigInt(window.start) * 1000n && micros < BigInt(window.end) * 1000n;
  // the whole hour tells the order, the part that is kept would not
  return withPasses(records, { window, doubled }, layout).filter((record) => {
    const passes = passesOf(record, layout);
    return passes === undefined || passes.some(isInWindow);
  });
}

/** All rows of an answer, those of the second pass marked. */
export function withPasses(
  records: readonly unknown[],
  { doubled }: Asked,
  layout: Layout,
): readonly unknown[] {
  if (!doubled) return records;
  const half = BigInt(doubled.end - doubled.start) * 500n;
  const inHour = records.flatMap((record) => {
    const [micros, later] = passesOf(record, layout) ?? [0n, 0n];
    const id = idOf(record, layout);
    return later > micros && id !== undefined ? [{ record, micros, id }] : [];
  });
  inHour.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const steps = inHour.flatMap(({ micros }, i) => {
    const before = inHour[i - 1]?.micros;
    return before !== undefined && before - micros > half / 2n ? [i] : [];
  });
  const [first, ...others] = steps;
  if (first === undefined || others.length > 0) return records;
  const second = new Set(inHour.slice(first).map(({ record }) => record));
  return records.map((record) =>
    second.has(record) ? { ...(record as Fields), [SECOND_PASS]: true } : record,
  );
}

/** A record's time as the first and the second pass: the same, but for an hour that occurs twice. */
function passesOf(record: unknown, { account, time }: Layout): [bigint, bigint] | undefined {
  const text = typeof record === 'object' && record !== null ? (record as Fields)[time] : undefined;
  if (typeof text !== 'string') return undefined;
  try {
    return [microsOf(text, account, time), laterMicrosOf(text, account, time)];
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function idOf(record: unknown, { ids }: Layout): bigint | undefined {
  const id = ids.map((name) => (record as Fields)[name]).find((value) => value);
  return /^\d{1,30}$/.test(String(id)) ? BigInt(String(id)) : undefined;
}
