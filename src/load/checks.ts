/** Comparisons of what the store holds with a second witness: what we have, and what became of it. */
import type { ControlTotals, WindowedStream } from '../contract/stream.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { formatAmount } from '../transform/money.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { noteChange } from './changes.ts';
import { count, type Database, type StoredRow } from './database.ts';
import { identifier, sql } from './sql.ts';
import { keyText } from './stage.ts';
import type { Warehouse } from './warehouse.ts';

/** Rows that came in the windows of an interval, and their sums in ten-thousandths. */
export interface HeldTotals {
  readonly count: bigint;
  readonly stake: bigint;
  readonly ggr: bigint;
  /** Refused records of those windows that are not held in an earlier state: the vendor counts them. */
  readonly rejects: bigint;
  /** Those of them that nobody has accepted. */
  readonly openRejects: bigint;
  /** Refused records of rows that stand there as they were before. */
  readonly outdated?: bigint;
}

interface StreamPart {
  readonly account: string;
  readonly stream: WindowedStream;
  readonly window: Window;
}

/** Adds up the rows of whole windows, by SQL over the fact table. The stream must have totals. */
export async function sumWindows(db: Database, part: StreamPart): Promise<HeldTotals> {
  const held = await sumRows(db, part, 'queries/sum-windows');
  if (held.rejects === 0n) return held;
  const { account, stream, window } = part;
  const fill = { table: stream.table, key_text: keyText(stream) };
  const params = { account, stream: stream.name, ...boundsOf(window) };
  const row = await db.one(sql('queries/count-refused-standing', fill), params);
  const outdated = BigInt(count(row.standing));
  const openRejects = held.openRejects - BigInt(count(row.open_standing));
  return { ...held, rejects: held.rejects - outdated, openRejects, outdated };
}

/** The same of any interval, by the clock by which the vendor filters. */
export function sumEvents(db: Database, part: StreamPart): Promise<HeldTotals> {
  return sumRows(db, part, 'queries/sum-events');
}

async function sumRows(
  db: Database,
  { account, stream, window }: StreamPart,
  file: 'queries/sum-windows' | 'queries/sum-events',
): Promise<HeldTotals> {
  const { totals } = stream;
  if (!totals) throw new Error(`${stream.name} has no totals`);
  const fill = {
    table: stream.table,
    stake: identifier(totals.stake),
    net: identifier(totals.net),
    ...(file === 'queries/sum-events' && { event_time: identifier(stream.eventTime) }),
  };
  const row = await db.one(sql(file, fill), {
    account,
    stream: stream.name,
    ...boundsOf(window),
  });
  return {
    count: BigInt(count(row.rows)),
    stake: tenThousandths(row.stake),
    ggr: tenThousandths(row.ggr),
    rejects: BigInt(count(row.rejects)),
    openRejects: BigInt(count(row.open_rejects)),
  };
}

/** Rows by event time, and those of them that a run has inserted. */
export async function countInserted(
  db: Database,
  { account, stream, window }: StreamPart,
  run: string,
): Promise<{ readonly rows: number; readonly inserted: number }> {
  const fill = { table: stream.table, event_time: identifier(stream.eventTime) };
  const params = { account, run, ...boundsOf(window) };
  const row = await db.one(sql('queries/count-inserted', fill), params);
  return { rows: count(row.rows), inserted: count(row.inserted) };
}

/** More than so many refusals of one window are no odd records, and are not added up. */
const MOST_REFUSED = 10_000;

/** The refused records of whole windows as the vendor sent them; undefined where they are too many. */
export async function listRefused(
  db: Database,
  { account, stream, window }: StreamPart,
): Promise<string[] | undefined> {
  const params = { account, stream: stream.name, ...boundsOf(window), most: BigInt(MOST_REFUSED) };
  const fill = { table: stream.table, key_text: keyText(stream) };
  const rows = await db.many(sql('queries/list-refused', fill), params);
  return rows.length < MOST_REFUSED ? rows.map(({ raw }) => String(raw)) : undefined;
}

export type Verdict = 'equal' | 'differs' | 'inconclusive';

/**
 * Refused records are all that is missing, to the last digit; or they are as many as are missing, and an amount of
 * one cannot be read.
 */
export type Explained = 'exactly' | 'possibly';

/** A second read counts, and has no sums of its own. */
type Counted = Pick<ControlTotals, 'count'> & Partial<Pick<ControlTotals, 'stake' | 'ggr'>>;

export interface Check {
  readonly account: string;
  readonly stream: string;
  readonly window: Window;
  readonly witness: 'totals' | 'second read' | 'identity';
  readonly verdict: Verdict;
  readonly ours: Counted | undefined;
  readonly theirs: Counted | undefined;
  /** What is known of a difference. */
  readonly reason: string | null;
  /** Whether refused records are the difference. */
  readonly explained?: Explained | undefined;
  readonly run: string | null;
  readonly now: EpochMs;
}

/** What a comparison makes of the windows it covers; loaded takes back that they were verified. */
export type Marks = 'verified' | 'mismatch' | 'loaded' | undefined;

/** Keeps a comparison for ever and, where `marks` says so, makes it the state of the windows it covers. */
export async function enterCheck(warehouse: Warehouse, check: Check, marks: Marks): Promise<void> {
  const { db } = warehouse;
  const theirs = amountsOf('theirs', check.theirs);
  const params = {
    account: check.account,
    stream: check.stream,
    ...boundsOf(check.window),
    reason: check.reason,
    now: sqlTimestamp(check.now),
    ...theirs,
  };
  await warehouse.write(db, async () => {
    await db.run(sql('queries/insert-check'), {
      ...params,
      ...amountsOf('ours', check.ours),
      witness: check.witness,
      verdict: check.verdict,
      run: check.run,
    });
    const explained = check.explained ?? null;
    if (marks) await db.run(sql('queries/mark-proved'), { ...params, state: marks, explained });
    await noteCheck(db, check);
    if (marks) await noteChange(db, { relation: 'sync.windows', ...keyOf(check) });
  });
}

const keyOf = ({ account, stream, window }: Check) => ({ account, stream, window });

/** For the cluster: part of the transaction that enters it. */
export function noteCheck(
  db: Database,
  { account, stream, now }: Pick<Check, 'account' | 'stream' | 'now'>,
): Promise<void> {
  const window = { start: now, end: now };
  return noteChange(db, { relation: 'sync.checks', account, stream, window });
}

/** A comparison by the interval that it covered. */
export interface PastCheck extends Window {
  readonly verdict: Verdict;
  readonly checkedAt: EpochMs;
}

/** Comparisons of a stream since an instant. */
export async function listChecks(
  db: Database,
  { account, stream, since }: { account: string; stream: string; since: EpochMs },
): Promise<PastCheck[]> {
  const rows = await db.many(sql('queries/list-checks'), {
    account,
    stream,
    since: sqlTimestamp(since),
  });
  return rows.map((row) => ({
    start: count(row.start_ms),
    end: count(row.end_ms),
    verdict: String(row.verdict) as Verdict,
    checkedAt: count(row.checked_ms),
  }));
}

/** Verified windows shorter than a day, those whose own totals were asked for longest ago first. */
export async function listHoursInTurn(
  db: Database,
  asked: { account: string; stream: string; since: EpochMs; most: number },
): Promise<Window[]> {
  const { account, stream } = asked;
  const rows = await db.many(sql('queries/list-hours-in-turn'), {
    account,
    stream,
    since: sqlTimestamp(asked.since),
    most: BigInt(asked.most),
  });
  return rows.map(asWindow);
}

/** Days that are held as empty by what the vendor's totals said in one moment, the oldest first. */
export async function listToldOnce(
  db: Database,
  { account, stream, now }: Pick<Check, 'account' | 'stream' | 'now'>,
): Promise<Window[]> {
  const params = { account, stream, now: sqlTimestamp(now) };
  return (await db.many(sql('queries/list-told-once'), params)).map(asWindow);
}

const asWindow = (row: StoredRow): Window => ({
  start: count(row.start_ms),
  end: count(row.end_ms),
});

function amountsOf<N extends 'ours' | 'theirs'>(name: N, totals: Counted | undefined) {
  const text = (amount: bigint | undefined) => (amount === undefined ? null : formatAmount(amount));
  return {
    [`${name}_count`]: totals?.count ?? null,
    [`${name}_stake`]: text(totals?.stake),
    [`${name}_ggr`]: text(totals?.ggr),
  };
}

function boundsOf({ start, end }: Window) {
  return { start: sqlTimestamp(start), end: sqlTimestamp(end) };
}

/** A sum with four decimals as a whole number of ten-thousandths, of any size. */
function tenThousandths(text: unknown): bigint {
  const [whole = '0', fraction = ''] = String(text).split('.');
  return BigInt(`${whole}${fraction.padEnd(4, '0')}`);
}
