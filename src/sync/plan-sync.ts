/** What a sync is to pull of one stream: all that is due, by its ledger. */
import { randomUUID } from 'node:crypto';
import { ConfigError } from '../contract/errors.ts';
import { span } from '../contract/intervals.ts';
import { isHeld } from '../contract/ledger.ts';
import { type AccountStream, hasCursor } from '../contract/stream.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { listWalks } from '../load/cursors.ts';
import { syncStart } from '../load/sync-start.ts';
import type { Warehouse } from '../load/warehouse.ts';
import {
  distrustWindows,
  expireWindows,
  type LedgerEntry,
  settleUnreadable,
} from '../load/windows.ts';
import { counted } from '../transform/text.ts';
import { DAY_MS, duration, iso } from '../transform/time.ts';
import { describeWaiting, leansOn, planDue, readLedger, type WindowedReport } from './due.ts';
import type { SyncJob, WindowJob } from './job.ts';
import { LOOK_EACH_HOUR_MS } from './look-back.ts';
import { believed, expired, isAhead, rulesOf } from './plan.ts';
import { keptFrom } from './retention.ts';
import { syncWalk } from './walk.ts';

/** Kept complete from so many days before a stream's first sync, where nobody says from when. */
const DEFAULT_DAYS = 7;

export interface SyncPlanning {
  readonly warehouse: Warehouse;
  /** Epoch ms. */
  readonly now: () => number;
  /** Tells people. */
  readonly note: (line: string) => void;
  /** From when on streams are kept complete (GGR_SYNC_START), where an account says nothing else. */
  readonly syncStart: EpochMs | undefined;
  /** See WindowJob; an hour without it, as schedules sync every few minutes. */
  readonly lookEveryMs?: number | undefined;
  /** The jobs of the same command that were planned already. */
  readonly before?: readonly SyncJob[];
  /** What was told of several streams at once, and need not be told of each. */
  readonly said?: Set<string>;
}

/** Plans streams in their order, so that each knows what those before it bring. */
export async function planSyncs(
  selected: readonly AccountStream[],
  planning: SyncPlanning,
): Promise<SyncJob[]> {
  const jobs: SyncJob[] = [];
  const said = new Set<string>();
  for (const each of selected) jobs.push(await planSync(each, { ...planning, before: jobs, said }));
  return jobs;
}

/** Windows between the stream's start and now - lag, or its walk from where it stands. Throws ConfigError. */
export async function planSync(
  { account, stream }: AccountStream,
  planning: SyncPlanning,
): Promise<SyncJob> {
  if (!hasCursor(stream)) return planWindows({ account, stream }, planning);
  const key = { account: account.name, stream: stream.name };
  const walk = syncWalk(await listWalks(planning.warehouse.db, key));
  return { account, stream, walk, priority: 1 };
}

async function planWindows(report: WindowedReport, planning: SyncPlanning): Promise<WindowJob> {
  const { account, stream } = report;
  const { warehouse, note, before = [], lookEveryMs = LOOK_EACH_HOUR_MS } = planning;
  const start = await startOf(report, planning);
  const now = planning.now();
  const range = { start, end: now };
  let known: readonly LedgerEntry[] | undefined = await settleLedger(report, range, planning);
  const planNow = async (coming?: readonly Window[]) => {
    // by the clock of each look: what this run has pulled since the first one lies after that
    const wanted = { range, now: planning.now(), only: 'missing' } as const;
    const due = await planDue(report, warehouse, { ...wanted, coming, ledger: known });
    known = undefined;
    const waiting = describeWaiting(report, due);
    if (waiting && due.windows.length === 0) note(waiting);
    return due.windows;
  };
  const first = leansOn(report, before);
  const windows = await planNow(first?.windows);
  // in the account's lane bets go before their details
  const priority = stream.callsPer ? 0 : 1;
  const replan = first && (() => planNow());
  return { account, stream, windows, priority, replan, lookEveryMs };
}

/** Brings the ledger to where it can be planned from; returns what it says then. */
async function settleLedger(
  report: WindowedReport,
  range: Window,
  planning: SyncPlanning,
): Promise<readonly LedgerEntry[]> {
  const now = range.end;
  const read = () => readLedger(report, planning.warehouse.db, { now });
  const ledger = await read();
  const isChanged = [
    await distrustAhead(report, { ledger, now }, planning),
    await settleLost(report, { ledger, now }, planning),
    await expireLost(report, { ledger, range }, planning),
  ].includes(true);
  return isChanged ? await read() : ledger;
}

/**
 * Enters as failed what a clock that stood ahead has read, so that it stays due when its time has come. One
 * clock is not enough to distrust everything: where the ledger lies further ahead than a day, it may be
 * today's that is wrong, and nothing is entered. Whether something was.
 */
async function distrustAhead(
  { account, stream }: WindowedReport,
  { ledger, now }: { readonly ledger: readonly LedgerEntry[]; readonly now: EpochMs },
  { warehouse, note }: SyncPlanning,
): Promise<boolean> {
  const key = { account: account.name, stream: stream.name };
  const ahead = ledger.filter((window) => isHeld(window) && isAhead(window, now));
  if (ahead.length === 0) return false;
  const newest = Math.max(...ahead.map(({ end, fetchedAt }) => Math.max(end, fetchedAt ?? 0)));
  note(
    `${key.account} ${key.stream}: ${counted(ahead.length, 'window')} of the ledger were read by a clock that stood ahead of this one, up to ${iso(newest)}: they are read again when their time has come`,
  );
  if (newest - now > DAY_MS) return false;
  await distrustWindows(warehouse, { ...key, now });
  return true;
}

/** Lets stand what could not be read again before the vendor forgot it. Whether there was something. */
async function settleLost(
  { account, stream }: WindowedReport,
  { ledger, now }: { readonly ledger: readonly LedgerEntry[]; readonly now: EpochMs },
  { warehouse }: SyncPlanning,
): Promise<boolean> {
  const kept = keptFrom(rulesOf(stream, account), now);
  const isLost = ({ fetchedAt, end }: LedgerEntry) =>
    fetchedAt !== null && kept !== undefined && end <= kept;
  // what was distrusted a moment ago is failed in the store, and not yet in `ledger`
  if (!ledger.some((window) => isLost(window) && (!isHeld(window) || isAhead(window, now)))) {
    return false;
  }
  const key = { account: account.name, stream: stream.name };
  await settleUnreadable(warehouse, { ...key, keptFrom: kept });
  return true;
}

/** Enters what the vendor no longer keeps as lost, and says it. Whether something was. */
async function expireLost(
  { account, stream }: WindowedReport,
  { ledger, range }: { readonly ledger: readonly LedgerEntry[]; readonly range: Window },
  { warehouse, note }: SyncPlanning,
): Promise<boolean> {
  const key = { account: account.name, stream: stream.name };
  const rules = rulesOf(stream, account);
  const lost = expired(range, believed(ledger, range.end), { rules, now: range.end });
  if (lost.length === 0) return false;
  note(
    `${key.account} ${key.stream}: ${duration(span(lost))} were never loaded and the vendor no longer keeps them: expired, lost for good`,
  );
  await expireWindows(warehouse, { ...key, windows: lost, run: randomUUID() });
  return true;
}

/** The account's start, GGR_SYNC_START, or seven days before the stream's first sync. */
async function startOf(
  { account, stream }: WindowedReport,
  { warehouse, now, note, syncStart: general, said = new Set() }: SyncPlanning,
): Promise<EpochMs> {
  const set = account.start ?? general;
  if (set !== undefined) {
    if (set < now()) return set;
    const named = account.start === undefined ? 'GGR_SYNC_START' : account.settingNames.start;
    throw new ConfigError(`${named} ${iso(set)} lies in the future`, {
      hint: 'set the date from which every stream is to be complete',
    });
  }
  const key = { account: account.name, stream: stream.name };
  const midnight = Math.floor(now() / DAY_MS) * DAY_MS;
  const held = await syncStart(warehouse.db, key, midnight - DEFAULT_DAYS * DAY_MS);
  const from = `GGR_SYNC_START is not set, kept complete from ${iso(held.start)}`;
  if (held.isNew && !said.has(from)) {
    note(`${key.account} ${key.stream}: ${from}, as all that is new`);
    said.add(from);
  }
  return held.start;
}
