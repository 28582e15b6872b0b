/** One window: read whole, as often as it takes, staged and committed. */
import { VendorError } from '../contract/errors.ts';
import type { WindowCounts } from '../contract/ledger.ts';
import type { EpochMs } from '../contract/window.ts';
import { DoubtedRead } from '../load/doubt.ts';
import { VanishedFields } from '../load/drift.ts';
import { type Committed, commitWindow, type Staged } from '../load/merge.ts';
import { Stage } from '../load/stage.ts';
import { counted } from '../transform/text.ts';
import { iso } from '../transform/time.ts';
import type { WindowTask } from './job.ts';
import { readOnce, type WholeRead } from './read-window.ts';
import { tellDrift } from './tell-drift.ts';
import { reachOf, tooEarly } from './vendor-clock.ts';
import { contradiction } from './witness.ts';

/** A list that moves while it is read is read again, this often in all. */
const READS = 4;
const PAUSE_BETWEEN_READS_MS = 400;
/** Before the read that may confirm a doubted one: what a vendor stumbled over may be over by then. */
const PAUSE_AFTER_DOUBT_MS = 3000;

export interface LoadedWindow {
  readonly counts: WindowCounts;
  /** Why the vendor does not give all of it; null where it does. */
  readonly truncated: string | null;
}

/** Reads one window until a read is complete and believed, then commits it. Throws VendorError. */
export async function loadWindow(task: WindowTask): Promise<LoadedWindow> {
  return task.context.warehouse.withConnection(async (db) => {
    await using stage = new Stage(db, task.job.stream);
    const attempts = new Attempts(stage, task);
    for (let read = 1; read <= READS; read += 1) {
      const loaded = await attempts.next(read === READS);
      if (loaded) return loaded;
    }
    throw attempts.verdict();
  });
}

/** The reads of one window: what the last one lacked, and what was doubted. */
class Attempts {
  readonly #stage: Stage;
  readonly #task: WindowTask;
  #reads = 0;
  #fault = '';
  #isClockDoubted = false;
  #doubt: DoubtedRead | undefined;
  #vanished: VanishedFields | undefined;

  constructor(stage: Stage, task: WindowTask) {
    this.#stage = stage;
    this.#task = task;
  }

  /** Reads once more and commits what is complete and believed; undefined where it is not. */
  async next(isLast: boolean): Promise<LoadedWindow | undefined> {
    const { net, signal } = this.#task.context;
    if (this.#reads > 0) await net.pause(this.#pauseMs(), signal);
    this.#reads += 1;
    const fetchedAt = net.now();
    const { fault, ...read } = await readOnce(this.#stage, this.#task, isLast);
    this.#fault = fault;
    if (fault !== '') return undefined;
    this.#task.hasRead?.(read.probe.staged + read.probe.rejected);
    signal.throwIfAborted();
    const early = tooEarly(this.#task, fetchedAt);
    if (early) {
      // an answer that lay unread while this process stood still looks the same: one more tells
      if (this.#isClockDoubted || isLast) throw early;
      this.#isClockDoubted = true;
      this.#fault = early.message;
      return undefined;
    }
    return this.#commit({ ...read, fetchedAt });
  }

  verdict(): VendorError {
    const { job, window } = this.#task;
    const where = `account ${job.account.name}: ${job.stream.name} from ${iso(window.start)}`;
    if (this.#vanished && !this.#doubt) return this.#vanished;
    if (this.#doubt) return doubted(where, this.#doubt, 'no two reads said the same');
    return new VendorError(
      'unstable',
      `${where} changed during each of ${READS} reads: ${this.#fault}`,
      { hint: 'the next sync reads it again; raise the lag if it stays so' },
    );
  }

  #pauseMs(): number {
    return this.#doubt ? PAUSE_AFTER_DOUBT_MS : PAUSE_BETWEEN_READS_MS * this.#reads;
  }

  /** A read whose records lack what all had before is read once more; a second such read fails the window. */
  async #commit(
    read: WholeRead & { readonly fetchedAt: EpochMs },
  ): Promise<LoadedWindow | undefined> {
    const { job, window, context } = this.#task;
    if (this.#doubt) await this.#askTotals(read);
    try {
      const committed = await commit(this.#stage, this.#task, {
        ...read,
        confirmed: this.#doubt?.fingerprint,
      });
      tell(this.#task, committed, this.#doubt !== undefined);
      return { counts: committed.counts, truncated: read.truncated };
    } catch (error) {
      if (error instanceof VanishedFields && !this.#vanished) this.#vanished = error;
      else if (error instanceof DoubtedRead) this.#doubt = error;
      else throw error;
      this.#fault = error.message;
      context.watch.noted(
        job,
        error instanceof VanishedFields
          ? `${error.message}; it is read again`
          : `the window from ${iso(window.start)} is doubted: ${error.message}; it is read again`,
      );
      return undefined;
    }
  }

  /** The vendor's own totals overrule two reads that agree. Throws VendorError. */
  async #askTotals({ probe }: WholeRead): Promise<void> {
    const { job, window } = this.#task;
    const against = await contradiction(this.#task, probe);
    if (against === undefined) return;
    const where = `account ${job.account.name}: ${job.stream.name} from ${iso(window.start)}`;
    throw doubted(where, this.#doubt as DoubtedRead, against);
  }
}

function doubted(where: string, doubt: DoubtedRead, because: string): VendorError {
  return new VendorError(
    'doubted',
    `${where} is doubted: ${doubt.message}, and ${because}; nothing was changed`,
    {
      hint: 'the next sync reads it again; what is held stays until the vendor confirms it',
      cause: doubt,
    },
  );
}

interface Believed extends WholeRead {
  readonly fetchedAt: EpochMs;
  readonly confirmed: string | undefined;
}

function commit(
  stage: Stage,
  { job, window, context }: WindowTask,
  { probe, fetchedAt, truncated, confirmed }: Believed,
): Promise<Committed> {
  const { warehouse, net, runId } = context;
  const staged: Staged = { stage, probe };
  return commitWindow(warehouse, staged, {
    account: job.account.name,
    stream: job.stream,
    owner: window,
    runId,
    fetchedAt,
    reach: reachOf(net, job.account, fetchedAt),
    now: net.now(),
    truncated,
    confirmed,
  });
}

/** What of a commit people must hear of. */
function tell(
  { job, window, context }: WindowTask,
  committed: Committed,
  isConfirmed: boolean,
): void {
  const { watch } = context;
  const { counts, moved, refusalsGone, drift } = committed;
  const from = iso(window.start);
  const by = isConfirmed ? ', confirmed by a second read' : '';
  tellDrift(watch, job, drift);
  if (counts.withdrawn > 0) {
    watch.noted(
      job,
      `${counted(counts.withdrawn, 'row')} withdrawn from the window of ${from}${by}`,
    );
  }
  if (refusalsGone > 0) {
    watch.noted(
      job,
      `${counted(refusalsGone, 'refused record')} of the window of ${from} did not come again and left the quarantine${by}`,
    );
  }
  if (moved > 0) {
    watch.noted(
      job,
      `${counted(moved, 'key')} of the window from ${from} stood elsewhere in the store: the newest version stays, the other is in sync.revisions`,
    );
  }
}
