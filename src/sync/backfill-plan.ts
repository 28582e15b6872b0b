/** What a backfill would ask for, of streams by windows and of streams by a cursor alike. */

import { intersect, span, subtract } from '../contract/intervals.ts';
import { isHeld } from '../contract/ledger.ts';
import { type AccountStream, type CursorStream, hasCursor } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { listWalks } from '../load/cursors.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { duration, iso } from '../transform/time.ts';
import {
  countCalls,
  type Due,
  describeWaiting,
  leansOn,
  planDue,
  type WindowedReport,
} from './due.ts';
import type { CursorJob, SyncJob, WindowJob } from './job.ts';
import { laneOf, paceMsOf } from './pace.ts';
import type { Only } from './plan.ts';
import { countTotalsCalls } from './prove-job.ts';
import { backfillWalk, countWalkRequests, heldTimes, lateMsOf, missingTimes } from './walk.ts';

export interface BackfillRequest {
  readonly range: Window;
  readonly only: Only;
  /** The cursor to begin at, if the user names one. */
  readonly from?: string | undefined;
  readonly now: () => EpochMs;
  /** Tells people what turns out while it runs. */
  readonly note?: ((line: string) => void) | undefined;
}

export interface Planned {
  readonly job: SyncJob;
  /** What is asked for, or, where a report cannot be asked by time, what is stored of it. */
  readonly windows: readonly Window[];
  /** Requests known so far. */
  readonly requests: number;
  /** The stream whose rows in the same run decide how many requests there are besides. */
  readonly unknown?: string | undefined;
  /** For people: what is not asked for again, or is asked for beyond the range. */
  readonly notes: readonly string[];
}

/** Plans every stream; without a store nothing is held. */
export async function planBackfill(
  selected: readonly AccountStream[],
  request: BackfillRequest,
  warehouse: Warehouse | undefined,
): Promise<Planned[]> {
  const plans: Planned[] = [];
  for (const { account, stream } of selected) {
    plans.push(
      hasCursor(stream)
        ? await planWalk({ account, stream }, request, warehouse)
        : await planWindows({ account, stream }, request, { warehouse, before: plans }),
    );
  }
  return plans;
}

interface Beside {
  readonly warehouse: Warehouse | undefined;
  /** What was planned already. */
  readonly before: readonly Planned[];
}

async function planWindows(
  report: WindowedReport,
  { range, only, now, note }: BackfillRequest,
  { warehouse, before }: Beside,
): Promise<Planned> {
  const look = (coming?: readonly Window[]) =>
    planDue(report, warehouse, { range, now: now(), only, coming });
  const first = leansOn(
    report,
    before.map(({ job }) => job),
  );
  const due = await look(first?.windows);
  const replan =
    first &&
    (async () => {
      // what this run has pulled meanwhile lies after the first look
      const then = await look();
      const waiting = describeWaiting(report, then);
      if (waiting) note?.(waiting);
      return then.windows;
    });
  const job: WindowJob = { ...report, windows: due.windows, priority: 0, replan };
  const requests = (await countCalls(report, due, warehouse)) + countTotalsCalls(job, now());
  const notes = notesOfWindows(job, due, { range, only });
  const isFirstKnown = !first?.windows || intersect(first.windows, due.windows).length === 0;
  const unknown = isFirstKnown ? undefined : first.stream.name;
  return { job, windows: due.windows, requests, notes, unknown };
}

async function planWalk(
  { account, stream }: { readonly account: Account; readonly stream: CursorStream },
  { range, only, from, now }: BackfillRequest,
  warehouse: Warehouse | undefined,
): Promise<Planned> {
  const key = { account: account.name, stream: stream.name };
  const ledger = warehouse ? await listWalks(warehouse.db, key) : [];
  const until = now() - lateMsOf(stream, account);
  const request = { range, ledger, until, only, from };
  const walk = backfillWalk(request);
  const job: CursorJob = { account, stream, walk, priority: 0 };
  const name = `${account.name} ${stream.name}`;
  const held = intersect([range], heldTimes(ledger));
  const notes = only === 'missing' && held.length > 0 ? [sayHeld(name, held)] : [];
  if (!walk) return { job, windows: [], requests: 0, notes };
  const where =
    walk.cursor !== walk.start
      ? 'where an interrupted backfill of this range stood'
      : walk.start === ''
        ? 'the beginning of the report'
        : from === undefined
          ? 'where sync or an earlier backfill stands'
          : 'the given cursor';
  notes.push(
    `${name}: cannot be asked by time: it is walked from ${where} to its end, and what lies in the range is stored; ` +
      'requests are known only as far as sync has walked',
  );
  const requests = countWalkRequests(walk, ledger, stream.cursor.pageSize);
  return { job, windows: missingTimes(request), requests, notes };
}

/** Streams of one lane wait for each other. */
export function secondsByLane(plans: readonly Planned[]): number[] {
  const lanes = new Map<string, number>();
  for (const { job, requests } of plans) {
    const lane = laneOf(job);
    lanes.set(lane, (lanes.get(lane) ?? 0) + (requests * paceMsOf(job)) / 1000);
  }
  return [...lanes.values()];
}

function sayHeld(name: string, held: readonly Window[]): string {
  const [first] = held;
  // a walk without --from begins in 1970
  const what =
    first?.start === 0
      ? `everything before ${iso(first.end)}`
      : `${duration(span(held))} of the range`;
  return `${name}: ${what} is loaded and not asked for again (--only all re-pulls it)`;
}

/** Says what of the range is not asked for again, or is asked for beyond it. */
function notesOfWindows(
  { account, stream, windows }: WindowJob,
  due: Due,
  { range, only }: Pick<BackfillRequest, 'range' | 'only'>,
): string[] {
  const name = `${account.name} ${stream.name}`;
  const waiting = describeWaiting({ account, stream }, due);
  const skipped = intersect([range], subtract(due.ledger.filter(isHeld), windows));
  const notes = waiting === undefined ? [] : [waiting];
  if (only === 'missing' && skipped.length > 0) notes.push(sayHeld(name, skipped));
  if (only === 'all' && skipped.length > 0 && stream.windows.retentionDays !== undefined) {
    notes.push(
      `${name}: ${duration(span(skipped))} of the range stay as they are: the vendor no longer keeps all of these windows`,
    );
  }
  const beyond = subtract(windows, [range]);
  if (beyond.length > 0) {
    notes.push(
      `${name}: widened by ${duration(span(beyond))} to replace whole windows of the ledger`,
    );
  }
  return notes;
}
