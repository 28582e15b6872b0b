/** A person's word that a difference from the vendor may stand, and the differences that stand. */
import { contains, union } from '../contract/intervals.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { noteCheck } from './checks.ts';
import { count, type Database } from './database.ts';
import { sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

interface OfStream {
  readonly account: string;
  readonly stream: string;
}

export interface Waiver extends Window, OfStream {
  readonly by: string;
  readonly reason: string;
  /** null: without an end. */
  readonly until: EpochMs | null;
}

/** Keeps a waiver; it changes no window's state. */
export async function enterWaiver(
  warehouse: Warehouse,
  { account, stream, start, end, by, reason, until }: Waiver,
  now: EpochMs,
): Promise<void> {
  const { db } = warehouse;
  await warehouse.write(db, async () => {
    await db.run(sql('queries/insert-waiver'), {
      account,
      stream,
      start: sqlTimestamp(start),
      end: sqlTimestamp(end),
      by,
      reason,
      until: until === null ? null : sqlTimestamp(until),
      now: sqlTimestamp(now),
    });
    await noteCheck(db, { account, stream, now });
  });
}

/** The waivers that hold at an instant, the newest first. */
export async function listWaivers(db: Database, now: EpochMs): Promise<Waiver[]> {
  const rows = await db.many(sql('queries/list-waivers'), { now: sqlTimestamp(now) });
  return rows.map((row) => ({
    account: String(row.account),
    stream: String(row.stream),
    start: count(row.start_ms),
    end: count(row.end_ms),
    by: String(row.by),
    reason: String(row.reason),
    until: row.until_ms === null ? null : count(row.until_ms),
  }));
}

/** The newest of the waivers by which all of a window is waived; undefined where a part of it is not. */
export function waiverOf(
  waivers: readonly Waiver[],
  { account, stream, start, end }: Window & OfStream,
): Waiver | undefined {
  const window = { start, end };
  const near = waivers.filter(
    (w) => w.account === account && w.stream === stream && w.start < end && start < w.end,
  );
  return union(near).some((island) => contains(island, window)) ? near[0] : undefined;
}

/** A window that differs from the vendor's totals. */
export interface StandingDifference extends Window, OfStream {
  /** When that was first found since the window was last equal, epoch ms. */
  readonly foundAt: EpochMs | null;
  /** Who says that it may stand, by a waiver or by having accepted the refused records that explain it. */
  readonly waived: Pick<Waiver, 'by' | 'reason'> | undefined;
  /** Whether refused records are all that is missing, to the last digit. */
  readonly isExplained: boolean;
  /** What was known of it when it was found; for people. */
  readonly known: string;
}

/** Every window that differs, waived or not. */
export async function listDifferences(db: Database, now: EpochMs): Promise<StandingDifference[]> {
  const waivers = await listWaivers(db, now);
  const rows = await db.many(sql('queries/list-differences'));
  return rows.map((row) => {
    const key = { account: String(row.account), stream: String(row.stream) };
    const window = { start: count(row.start_ms), end: count(row.end_ms) };
    const foundAt = row.found_ms === null ? null : count(row.found_ms);
    const waived = waiverOf(waivers, { ...key, ...window }) ?? acceptance(row.accepted_by);
    const isExplained = row.is_explained === true;
    return { ...key, ...window, foundAt, waived, isExplained, known: String(row.reason ?? '') };
  });
}

function acceptance(by: unknown): StandingDifference['waived'] {
  if (by === null) return undefined;
  return { by: String(by), reason: 'the refused records that explain it were accepted' };
}
