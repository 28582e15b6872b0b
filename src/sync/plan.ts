/**
 * What is due: the part of a range that the ledger does not hold, cut by the stream's rules.
 * Pure: ledger, clock and rules come in, windows go out.
 */
import { contains, intersect, overlaps, subtract, union } from '../contract/intervals.ts';
import { isHeld, type LedgerWindow } from '../contract/ledger.ts';
import type { WindowedStream, WindowRules } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { DAY_MS, dayAt, SECOND_MS } from '../transform/time.ts';
import { isCutOff, keptFrom } from './retention.ts';

/** Which windows of the range to pull: holes, holes that failed before, or everything again. */
export type Only = 'missing' | 'failed' | 'all';

/** A stream's rules for one account: the zone is known. */
export interface PlanRules extends WindowRules {
  readonly zone?: string;
}

export function rulesOf({ windows }: WindowedStream, { settings }: Account): PlanRules {
  const { zoneSetting } = windows;
  return { ...windows, zone: (zoneSetting && settings[zoneSetting]) || 'UTC' };
}

export interface PlanRequest {
  readonly range: Window;
  /** As far as it is believed. */
  readonly ledger: readonly LedgerWindow[];
  readonly rules: PlanRules;
  /** now - lag: nothing after it is asked for. */
  readonly until: EpochMs;
  /** The lag in it: a read within it of a unit's end may lack the unit's last rows; none without it. */
  readonly lagMs?: number;
  readonly only: Only;
}

/** Up to where an account is read: what is newer may still be on its way to the vendor's report. */
export function readUntil({ lagSeconds }: Account, now: EpochMs): EpochMs {
  return now - lagSeconds * SECOND_MS;
}

/** Vendors' clocks have whole seconds. */
export function toSecond(instant: EpochMs): EpochMs {
  return Math.floor(instant / SECOND_MS) * SECOND_MS;
}

/**
 * The unit that holds an instant: the zone's midnight plus a whole number of unit lengths. Units of
 * several days are counted from the epoch, in UTC.
 */
export function unitAt(instant: EpochMs, { unitMs, zone = 'UTC' }: PlanRules): Window {
  if (unitMs > DAY_MS) {
    const start = Math.floor(instant / unitMs) * unitMs;
    return { start, end: start + unitMs };
  }
  const day = dayAt(instant, zone);
  const start = day.start + Math.floor((instant - day.start) / unitMs) * unitMs;
  return { start, end: Math.min(start + unitMs, day.end) };
}

/** Cuts an interval at every unit border, hence also at every midnight of the zone. */
export function cut(interval: Window, rules: PlanRules): Window[] {
  const windows: Window[] = [];
  for (let start = interval.start; start < interval.end; ) {
    const end = Math.min(unitAt(start, rules).end, interval.end);
    windows.push({ start, end });
    start = end;
  }
  return windows;
}

/**
 * Whether a window was read by a clock that stood ahead: it ends after now, or was asked for after now. What
 * it holds is no proof that all of it is there.
 */
export function isAhead({ end, fetchedAt }: LedgerWindow, now: EpochMs): boolean {
  return fetchedAt !== null && (end > now || fetchedAt > now);
}

/** The ledger without what a clock that stood ahead has entered: that is due again. */
export function believed<W extends LedgerWindow>(ledger: readonly W[], now: EpochMs): W[] {
  return ledger.map((window) => (isAhead(window, now) ? { ...window, state: 'failed' } : window));
}

type Lag = Pick<PlanRequest, 'until' | 'lagMs'>;

/**
 * A slice pulled while its unit was still open by the vendor's clock. Rows that came late may be missing
 * from it, so once the unit has closed it is pulled again, whole and once. Where that clock is unknown, so
 * much later that it has closed for certain.
 */
function isProvisional(window: LedgerWindow, rules: PlanRules, lag: Lag): boolean {
  const { fetchedAt, reach } = window;
  if (fetchedAt === null || reach === null) return false;
  const unit = unitAt(window.start, rules);
  const behindMs = Math.max(0, fetchedAt - reach);
  return unit.end <= lag.until - behindMs && lastsProvisional(unit, reach, lag);
}

/**
 * Whether a read that reaches so far is not final. A fire at the full hour reads a slice when its hour is over
 * and the lag is not: taken as final, it would leave the hour in three pieces, each with reads and totals of its
 * own. In older ledgers such slices were final, and they are not read again for that.
 */
export function lastsProvisional(unit: Window, reach: EpochMs, { until, lagMs = 0 }: Lag): boolean {
  return reach - (unit.end > until - DAY_MS ? lagMs : 0) < unit.end;
}

/** The windows to pull for a request, oldest first, disjoint, none past `until`. */
export function plan(request: PlanRequest): Window[] {
  const { ledger, rules, only } = request;
  const until = dueUntil(request);
  const range = { start: request.range.start, end: Math.min(request.range.end, until) };
  if (rules.isInstant) return sinceLast(ledger, until);
  if (range.start >= range.end) return [];
  const held = ledger.filter(isHeld);
  const failed = ledger.filter((w) => w.state === 'failed');
  const final = held.filter((w) => !isProvisional(w, rules, { ...request, until }));
  const cutOff = ledger.filter((w) => isCutOff(w, rules, request.until + (request.lagMs ?? 0)));
  const wanted = {
    missing: () => subtract([range], final),
    failed: () => subtract(intersect([range], failed), held),
    all: () => [range],
  }[only]();
  const pieces = subtract(wanted, cutOff)
    .flatMap((interval) => cut(interval, rules))
    .map((piece) => wholePiece(piece, rules, until))
    .filter((piece) => !cutOff.some((w) => overlaps(w, piece)));
  // a failed window that holds rows is replaced whole, too
  const whole = ledger.filter((w) => (isHeld(w) || w.fetchedAt !== null) && w.end <= until);
  return widen(pieces, whole, rules);
}

/** To the second; sums of closed days end at the last midnight. */
function dueUntil({ until, rules }: PlanRequest): EpochMs {
  if (rules.days === 'closed') return dayAt(until, 'UTC').start;
  return toSecond(until);
}

/** What must be asked for so that a piece is not cut where the report has no parts. */
function wholePiece(piece: Window, rules: PlanRules, until: EpochMs): Window {
  if (rules.fromUnitStart) return { ...piece, start: unitAt(piece.start, rules).start };
  if (!rules.days) return piece;
  return {
    start: dayAt(piece.start, 'UTC').start,
    end: Math.min(dayAt(piece.end - 1, 'UTC').end, until),
  };
}

/**
 * The same for a stream that leans on another one's rows: only windows that the other holds whole, so
 * that what comes there later is not missed here. `held` are the other's windows.
 */
export function planWithin(request: PlanRequest, held: readonly Window[]): Window[] {
  return union(held).flatMap((island) => {
    const range = {
      start: Math.max(request.range.start, island.start),
      end: Math.min(request.range.end, island.end),
    };
    const until = Math.min(request.until, island.end);
    return plan({ ...request, range, until }).filter((window) => contains(island, window));
  });
}

/**
 * A window that is pulled again replaces whole ledger windows, never parts: a part's counts could
 * not be compared with the vendor's. So a piece that touches a held window takes all of it.
 */
function widen(pieces: Window[], held: readonly Window[], rules: PlanRules): Window[] {
  if (held.length === 0) return pieces;
  const sorted = [...held].sort((a, b) => a.start - b.start);
  let first = 0;
  const wide: Window[] = [];
  for (const piece of pieces) {
    while (first < sorted.length && (sorted[first] as Window).end <= piece.start) first += 1;
    const touched: Window[] = [piece];
    for (let i = first; i < sorted.length; i += 1) {
      const window = sorted[i] as Window;
      if (window.start >= piece.end) break;
      if (overlaps(window, piece) && !contains(piece, window)) touched.push(window);
    }
    wide.push(...touched);
  }
  return union(wide).flatMap((interval) => cut(interval, rules));
}

/** Requests known so far: a window that was loaded before needs as many pages again. */
export function countRequests(
  windows: readonly Window[],
  ledger: readonly LedgerWindow[],
  rules: PlanRules,
): number {
  let requests = 0;
  const sorted = [...ledger].sort((a, b) => a.start - b.start);
  let first = 0;
  for (const window of windows) {
    while (first < sorted.length && (sorted[first] as Window).end <= window.start) first += 1;
    let rows = 0;
    for (let i = first; i < sorted.length && (sorted[i] as Window).start < window.end; i += 1) {
      rows += (sorted[i] as LedgerWindow).received;
    }
    requests += Math.max(1, Math.ceil(rows / rules.pageSize));
  }
  return requests;
}

/**
 * A report of now: one window from where the last ended, so that coverage has no hole, or from the first
 * look that failed: what now is shown takes its place.
 */
function sinceLast(ledger: readonly LedgerWindow[], until: EpochMs): Window[] {
  const held = ledger
    .filter(isHeld)
    .reduce((end, w) => Math.max(end, w.end), Number.NEGATIVE_INFINITY);
  const failed = ledger.filter((w) => w.state === 'failed').map((w) => w.start);
  const start = Number.isFinite(held) ? held : Math.min(until - SECOND_MS, ...failed);
  return start < until ? [{ start, end: until }] : [];
}

/** What the range lacks: neither held nor, being newer than `until`, due yet. */
export function holes(range: Window, ledger: readonly LedgerWindow[]): Window[] {
  return subtract([range], ledger.filter(isHeld));
}

/** The windows of a range that were never loaded and that the vendor no longer keeps. */
export function expired(
  range: Window,
  ledger: readonly LedgerWindow[],
  { rules, now }: { readonly rules: PlanRules; readonly now: EpochMs },
): Window[] {
  const kept = keptFrom(rules, now);
  if (kept === undefined) return [];
  const lost = { start: range.start, end: Math.min(range.end, kept) };
  // what was read once and could not be read again is not lost
  const read = ledger.filter((window) => isHeld(window) || window.fetchedAt !== null);
  return subtract([lost], read).flatMap((hole) => cut(hole, rules));
}
