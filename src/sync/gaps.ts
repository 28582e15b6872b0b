/** Every hole between the start of sync and now, and every window that failed or is not whole. */
import { intersect, subtract } from '../contract/intervals.ts';
import { isHeld, type LedgerWalk } from '../contract/ledger.ts';
import {
  type AnyStream,
  type CursorStream,
  hasCursor,
  isPulled,
  type WindowedStream,
  type WindowRules,
} from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { listWalks } from '../load/cursors.ts';
import type { Database } from '../load/database.ts';
import { countPages } from '../load/raw-pages.ts';
import { findSyncStart } from '../load/sync-start.ts';
import { listDifferences, type StandingDifference } from '../load/waivers.ts';
import type { LedgerEntry } from '../load/windows.ts';
import { DAY_MS, HOUR_MS, iso } from '../transform/time.ts';
import { readLedger } from './due.ts';
import { type Gap, pagesOf, secondsTo } from './gap.ts';
import { believed, holes, type PlanRules, readUntil, rulesOf, toSecond, unitAt } from './plan.ts';
import { expiresAt } from './retention.ts';
import { heldTimes, lateMsOf } from './walk.ts';

/** A walk that is no further behind is followed by sync, not missing. */
const FOLLOWED_MS = HOUR_MS;
/** A walk that met nothing yet is missing for as long as sync goes back by default. */
const UNKNOWN_MS = 7 * DAY_MS;

/** What is to be complete, and from when on. */
export interface Kept {
  readonly accounts: readonly Account[];
  readonly streams: readonly AnyStream[];
  /** GGR_SYNC_START. */
  readonly syncStart: EpochMs | undefined;
  readonly now: EpochMs;
}

/** The gaps of every account's streams, oldest first within a stream. */
export async function findGaps(kept: Kept, db: Database): Promise<Gap[]> {
  const found: Gap[] = [];
  const standing = await listDifferences(db, kept.now);
  const pages = await countPages(db);
  for (const account of kept.accounts) {
    for (const stream of kept.streams.filter((s) => isFollowed(s, account))) {
      found.push(
        ...(hasCursor(stream)
          ? await gapsOfWalk({ account, stream }, kept, db)
          : await gapsOfWindows(account, stream, { ...kept, db, standing })),
      );
    }
  }
  return found.map((gap) => ({
    ...gap,
    expires_in_seconds: secondsTo(gap.expires_at, kept.now),
    raw_pages: pagesOf(gap, pages),
  }));
}

/** Streams that sync keeps complete: neither of now alone, nor pulled on request only. */
export function isKept(stream: AnyStream, account: Account): boolean {
  return isFollowed(stream, account) && !stream.windows?.isInstant;
}

/** Streams that sync pulls: what fails of them is due. */
function isFollowed(stream: AnyStream, account: Account): boolean {
  return stream.vendor.name === account.vendor && isPulled(stream, account);
}

interface Looking extends Kept {
  readonly db: Database;
  readonly standing: readonly StandingDifference[];
}

async function gapsOfWindows(
  account: Account,
  stream: WindowedStream,
  { now, syncStart, db, standing }: Looking,
): Promise<Gap[]> {
  const key = { account: account.name, stream: stream.name };
  const rules = rulesOf(stream, account);
  const until = toSecond(readUntil(account, now));
  const start = account.start ?? syncStart ?? (await findSyncStart(db, key)) ?? until;
  const report = { account, stream };
  const ledger = believed(await readLedger(report, db, { now, joinsExpired: false }), now);
  return lacksOf(ledger, { start: Math.min(start, until), end: until }, rules).map((lack) =>
    gapOf(lack.state === 'differs' ? waivedOr(lack, key, standing) : lack, key, rules),
  );
}

/** What a ledger lacks of a range, oldest first. */
export function lacksOf(ledger: readonly LedgerEntry[], range: Window, rules: PlanRules): Lack[] {
  // a report of now has no past: only a look that failed is lacking
  if (rules.isInstant) return tried(ledger);
  const missing = holes(range, ledger)
    // the open unit is followed by sync, not missing
    .filter((hole) => hole.start < unitAt(range.end, rules).start);
  return [
    ...tried(ledger),
    ...truncated(ledger),
    ...differing(ledger),
    ...untried(missing, ledger),
  ].sort((a, b) => a.start - b.start);
}

export type Lack = Window &
  Pick<Gap, 'state' | 'attempts' | 'error'> &
  Partial<Pick<Gap, 'waived_by'>>;

function gapOf(
  { start, end, state, attempts, error, waived_by = null }: Lack,
  key: Pick<Gap, 'account' | 'stream'>,
  rules: WindowRules,
): Gap {
  const expiry = state === 'truncated' ? undefined : expiresAt(rules, start);
  return {
    ...key,
    ...bounds({ start, end }),
    state,
    attempts,
    error,
    expires_at: expiry === undefined ? null : iso(expiry),
    expires_in_seconds: null,
    raw_pages: 0,
    waived_by,
  };
}

function tried(ledger: readonly LedgerEntry[]): Lack[] {
  return ledger.flatMap(({ start, end, state, attempts, error }) =>
    state === 'failed' || state === 'expired' ? [{ start, end, state, attempts, error }] : [],
  );
}

function truncated(ledger: readonly LedgerEntry[]): Lack[] {
  return ledger.flatMap(({ start, end, attempts, truncated: why }) =>
    why === null ? [] : [{ start, end, state: 'truncated' as const, attempts, error: why }],
  );
}

/** Loaded, but the vendor's totals say otherwise. */
function differing(ledger: readonly LedgerEntry[]): Lack[] {
  return ledger.flatMap(({ start, end, state, attempts, error }) =>
    state === 'mismatch'
      ? [{ start, end, state: 'differs' as const, attempts, error: error ?? 'other totals' }]
      : [],
  );
}

/** With the word of whoever waived it. */
function waivedOr(
  lack: Lack,
  key: Pick<Gap, 'account' | 'stream'>,
  standing: readonly StandingDifference[],
): Lack {
  const waived = standing.find(
    (d) => d.account === key.account && d.stream === key.stream && d.start === lack.start,
  )?.waived;
  if (!waived) return lack;
  const error = `${lack.error}; waived by ${waived.by}: ${waived.reason}`;
  return { ...lack, error, waived_by: waived.by };
}

function untried(missing: readonly Window[], ledger: readonly LedgerEntry[]): Lack[] {
  const known = ledger.filter((window) => window.state === 'expired' || !isHeld(window));
  return subtract(missing, intersect(missing, known)).map((hole) => ({
    ...hole,
    state: 'pending' as const,
    attempts: 0,
    error: null,
  }));
}

interface WalkedReport {
  readonly account: Account;
  readonly stream: CursorStream;
}

/** From where the report is complete to now, and each backfill that broke off. */
async function gapsOfWalk(
  { account, stream }: WalkedReport,
  { now, syncStart }: Kept,
  db: Database,
): Promise<Gap[]> {
  const key = { account: account.name, stream: stream.name };
  const ledger = await listWalks(db, key);
  const until = toSecond(now - lateMsOf(stream, account));
  const synced = ledger.find(({ range }) => range === null);
  const unknown = synced ? until - UNKNOWN_MS : until;
  const start =
    synced?.completeUntil ?? synced?.firstEventAt ?? account.start ?? syncStart ?? unknown;
  const follows = until - start < (synced?.error == null ? FOLLOWED_MS : 1);
  const missing = follows ? [] : [{ start, end: until, walk: synced }];
  return [...brokenBackfills(ledger, synced, until), ...missing].map(({ start, end, walk }) => ({
    ...key,
    ...bounds({ start, end }),
    state: walk?.error == null ? 'pending' : 'failed',
    attempts: walk?.attempts ?? 0,
    error: walk?.error ?? null,
    expires_at: null,
    expires_in_seconds: null,
    raw_pages: 0,
    waived_by: null,
  }));
}

/** What of broken backfills nobody brought since. */
function brokenBackfills(
  ledger: readonly LedgerWalk[],
  synced: LedgerWalk | undefined,
  until: EpochMs,
): (Window & { readonly walk: LedgerWalk })[] {
  const held = heldTimes(ledger);
  return (
    ledger
      .filter(({ range, error }) => range !== null && error !== null)
      .flatMap((walk) => subtract(pastOf(walk, until), held).map((w) => ({ ...w, walk })))
      // behind what sync has completed, it is sync that is behind
      .filter(({ end }) => end < until || typeof synced?.completeUntil !== 'number')
  );
}

/** What of a backfill's range can have come: without --to it has no end. */
function pastOf({ range }: LedgerWalk, until: EpochMs): Window[] {
  if (range === null || range.start >= until) return [];
  return [{ start: range.start, end: Math.min(range.end, until) }];
}

function bounds({ start, end }: Window): Pick<Gap, 'window_start' | 'window_end'> {
  return { window_start: iso(start), window_end: iso(end) };
}
