/** How far the jobs of a pull are, and how long each still takes by its lane's rule and by what it has shown. */
import type { SyncJob } from './job.ts';
import { laneOf, paceMsOf } from './pace.ts';

/** How far one job is. */
export interface Tally {
  job: SyncJob;
  readonly startedAt: number;
  /** Windows that are loaded or failed, or pieces of a walk. */
  done: number;
  rows: number;
  failures: number;
  isOver: boolean;
}

/** Before so many windows a lane has shown nothing: several of them may end at once. */
const ENOUGH_SHOWN = 5;

/** What a lane has shown so far. */
interface Lane {
  readonly paceMs: number;
  readonly startedAt: number;
  firstAt: number;
  lastAt: number;
  done: number;
}

export class Tallies {
  readonly #tallies = new Map<string, Tally>();
  readonly #lanes = new Map<string, Lane>();
  readonly #now: () => number;

  constructor(jobs: readonly SyncJob[], now: () => number) {
    this.#now = now;
    const startedAt = now();
    for (const job of jobs) {
      const tally = { job, startedAt, done: 0, rows: 0, failures: 0, isOver: false };
      this.#tallies.set(nameOf(job), tally);
      const paceMs = Math.max(this.#lanes.get(laneOf(job))?.paceMs ?? 0, paceMsOf(job));
      const times = { startedAt, firstAt: startedAt, lastAt: startedAt };
      this.#lanes.set(laneOf(job), { paceMs, ...times, done: 0 });
    }
  }

  get all(): readonly Tally[] {
    return [...this.#tallies.values()];
  }

  of(job: SyncJob): Tally | undefined {
    const tally = this.#tallies.get(nameOf(job));
    // what a job leans on may have changed its windows meanwhile
    if (tally) tally.job = job;
    return tally;
  }

  /** Counts a window, or a piece of a walk. */
  step(job: SyncJob, rows: number): Tally | undefined {
    const tally = this.of(job);
    if (!tally) return undefined;
    tally.done += 1;
    tally.rows += rows;
    const lane = this.#lanes.get(laneOf(job));
    if (lane) {
      lane.lastAt = this.#now();
      if (lane.done === 0) lane.firstAt = lane.lastAt;
      lane.done += 1;
    }
    return tally;
  }

  /**
   * Milliseconds until a job's lane is through; undefined where nobody knows. At first by the vendor's rule: the
   * first answer comes at once, and says nothing of the pauses after it.
   */
  leftMs({ job }: Tally): number | undefined {
    if (!job.windows) return undefined;
    const lane = this.#lanes.get(laneOf(job));
    if (!lane) return undefined;
    const ofLane = this.all.filter((tally) => !tally.isOver && laneOf(tally.job) === laneOf(job));
    const windows = ofLane.reduce((sum, tally) => sum + windowsLeft(tally), 0);
    const shown = lane.done > 1 ? (lane.lastAt - lane.firstAt) / (lane.done - 1) : 0;
    const each = lane.done < ENOUGH_SHOWN ? Math.max(lane.paceMs, shown) : shown;
    return Math.max(0, windows * each - (this.#now() - lane.lastAt));
  }

  rowsPerSecond({ startedAt, rows }: Tally): number {
    return Math.round((rows * 1000) / Math.max(1, this.#now() - startedAt));
  }
}

/** "pv pv.bets". */
export function nameOf({ account, stream }: Pick<SyncJob, 'account' | 'stream'>): string {
  return `${account.name} ${stream.name}`;
}

const windowsLeft = ({ job, done }: Tally) => Math.max(0, (job.windows?.length ?? 0) - done);
