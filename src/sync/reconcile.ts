/** Holds what is held of a stream with totals against the vendor's own, by day or window by window. */
import { VendorError } from '../contract/errors.ts';
import { contains, intersect, overlaps, subtract } from '../contract/intervals.ts';
import type { LedgerWindow, WindowCounts } from '../contract/ledger.ts';
import type { Window } from '../contract/window.ts';
import { listHoursInTurn } from '../load/checks.ts';
import { around } from '../load/stretches.ts';
import { listWaivers, type Waiver, waiverOf } from '../load/waivers.ts';
import { listWindows } from '../load/windows.ts';
import { DAY_MS } from '../transform/time.ts';
import type { Difference } from './difference.ts';
import type { SyncContext, WindowJob } from './job.ts';
import { believed, holes, plan, readUntil, rulesOf, unitAt } from './plan.ts';
import { groupsOf, Prover } from './prove.ts';
import { isProvable } from './prove-job.ts';
import { NONE, type Reconciled, type ReconcileRequest, type Standing } from './reconciled.ts';
import { readAgain, repair } from './repair.ts';

/** As many days as one call of PV answers for. */
const LAST_DAYS = 60;

/** Compares, repairs where that is asked for, and compares again. Throws what is no fault of a vendor. */
export async function reconcileStream(
  job: WindowJob,
  request: ReconcileRequest,
  context: SyncContext,
): Promise<Reconciled> {
  const reconciler = new Reconciler(job, request, context);
  try {
    await reconciler.run();
  } catch (error) {
    if (context.signal.aborted || !(error instanceof VendorError)) throw error;
    return reconciler.outcome(error);
  }
  return reconciler.outcome(undefined);
}

/** The range as the ledger has it. */
interface Layout {
  readonly windows: readonly LedgerWindow[];
  /** What of it no whole window covers. */
  readonly parts: readonly Window[];
  readonly missing: readonly Window[];
}

class Reconciler {
  readonly #job: WindowJob;
  readonly #request: ReconcileRequest;
  readonly #context: SyncContext;
  readonly #range: Window;
  /** Nothing from here on is over. */
  readonly #until: number;
  readonly #prover: Prover;
  #layout: Layout = { windows: [], parts: [], missing: [] };
  #differing: readonly Difference[];
  #parts: Difference[] = [];
  #verifiedLater = 0;
  #mended = 0;
  #moreCalls = 0;
  #reread = 0;
  readonly #counts = { ...NONE };
  #waivers: readonly Waiver[] = [];

  constructor(job: WindowJob, request: ReconcileRequest, context: SyncContext) {
    this.#job = job;
    this.#request = request;
    this.#context = context;
    this.#prover = new Prover(job, context);
    this.#differing = this.#prover.differing;
    const now = context.net.now();
    this.#range = request.range ?? {
      start: Math.floor(now / DAY_MS) * DAY_MS - LAST_DAYS * DAY_MS,
      end: now,
    };
    const open = unitAt(readUntil(job.account, now), rulesOf(job.stream, job.account));
    this.#until = Math.max(this.#range.start, Math.min(this.#range.end, open.start));
  }

  async run(): Promise<void> {
    const { warehouse, net } = this.#context;
    this.#waivers = await listWaivers(warehouse.db, net.now());
    this.#layout = await this.#layOut(this.#range);
    await this.#prover.prove(this.#layout.windows, this.#request.isEach);
    await this.#proveInTurn();
    this.#parts = await this.#compareParts(this.#layout.parts, this.#prover);
    if (!this.#request.isRepair) return;
    await this.#repairWindows();
    await this.#repairParts();
  }

  /** Whose turn it is, sync.checks knows: an interrupted night goes on where it stood. */
  async #proveInTurn(): Promise<void> {
    const { hoursInTurn: most } = this.#request;
    if (!most) return;
    const { account, stream } = this.#job;
    const key = { account: account.name, stream: stream.name };
    const since = Math.floor(this.#range.start / DAY_MS) * DAY_MS;
    const { db } = this.#context.warehouse;
    const hours = await listHoursInTurn(db, { ...key, since, most });
    const { windows } = this.#layout;
    const held = new Set(windows.map(({ start }) => start));
    const wanted = hours.filter(({ start }) => held.has(start));
    await this.#prover.proveInTurn(wanted, { dayOf: (hour) => dayAround(hour, windows), most });
  }

  outcome(error: VendorError | undefined): Reconciled {
    const { start } = this.#range;
    const isOpen = this.#request.range !== undefined && this.#until < this.#range.end;
    const differing = [...this.#differing, ...this.#parts];
    const standing = [
      ...differing.map((each) => this.#stand(each, 'mismatch')),
      ...this.#prover.contradictions.map((each) => this.#stand(each, 'differs')),
    ].sort((a, b) => a.window.start - b.window.start);
    const { windows, missing } = this.#layout;
    return {
      job: this.#job,
      range: this.#request.range ?? { start: windows[0]?.start ?? start, end: this.#until },
      windows: windows.length,
      verified: this.#verified + this.#verifiedLater,
      standing,
      unresolved: this.#prover.unresolved,
      missing,
      notOver: isOpen ? { start: this.#until, end: this.#range.end } : undefined,
      calls: this.#prover.calls + this.#moreCalls,
      reread: this.#reread,
      mended: this.#mended,
      counts: this.#counts,
      error,
    };
  }

  async #layOut(range: Window): Promise<Layout> {
    const ledger = await this.#ledger(range);
    const over = { start: range.start, end: Math.min(range.end, this.#until) };
    const windows = ledger.filter((w) => isProvable(w, this.#job) && contains(over, w));
    const missing = over.start < over.end ? holes(over, ledger) : [];
    // without a range the stream's own start decides, and what is missing since then `gaps` lists
    if (!this.#request.range) return { windows, parts: [], missing: sinceFirst(missing, windows) };
    return { windows, parts: subtract([over], windows), missing };
  }

  async #ledger(range: Window) {
    const { warehouse, net } = this.#context;
    const { account, stream } = this.#job;
    const key = { account: account.name, stream: stream.name };
    const window = around(range, stream.windows.unitMs);
    return believed(await listWindows(warehouse.db, { ...key, window }), net.now());
  }

  /** Parts of windows, and what is not held. */
  async #compareParts(parts: readonly Window[], prover: Prover): Promise<Difference[]> {
    const unread = intersect(parts, this.#layout.missing);
    const found: Difference[] = [];
    for (const part of unread) found.push(...(await prover.provePart(part, true)));
    for (const part of subtract(parts, unread))
      found.push(...(await prover.provePart(part, false)));
    return found;
  }

  async #repairWindows(): Promise<void> {
    const before = this.#differing;
    const repaired = await repair(this.#job, before, this.#repairing);
    if (!repaired) return;
    this.#differing = repaired.differing;
    this.#mended += Math.max(0, before.length - repaired.differing.length);
    this.#verifiedLater += repaired.verified.length;
    this.#moreCalls += repaired.calls;
  }

  /** Reads the windows to which a part belongs, or the part where there are none. */
  async #repairParts(): Promise<void> {
    const { account, stream } = this.#job;
    const before = this.#parts;
    if (before.length === 0) return;
    const until = readUntil(account, this.#context.net.now());
    const rules = rulesOf(stream, account);
    const windows: Window[] = [];
    for (const { window: range } of before) {
      const ledger = await this.#ledger(range);
      const wanted = plan({ range, ledger, rules, until, only: 'all' });
      windows.push(...wanted.filter((w) => !windows.some((each) => overlaps(each, w))));
    }
    await readAgain(this.#job, windows, this.#repairing);
    await this.#compareAgain(before);
  }

  /** What is held now as whole windows is marked as such. */
  async #compareAgain(parts: readonly Difference[]): Promise<void> {
    const prover = new Prover(this.#job, this.#context);
    this.#parts = [];
    for (const { window } of parts) {
      const layout = await this.#layOut(window);
      this.#layout = { ...this.#layout, missing: layout.missing };
      await prover.prove(layout.windows);
      this.#parts.push(...(await this.#compareParts(layout.parts, prover)));
    }
    this.#parts.push(...prover.differing);
    this.#mended += Math.max(0, parts.length - this.#parts.length);
    this.#verifiedLater += prover.verified.length;
    this.#moreCalls += prover.calls;
    this.#layout = await this.#layOut(this.#range);
  }

  /** By the day and by the hour a window may be verified twice, and by the hour it may differ after all. */
  get #verified(): number {
    const starts = new Set(this.#prover.verified.map(({ start }) => start));
    for (const { window } of this.#prover.differing) starts.delete(window.start);
    return starts.size;
  }

  get #repairing() {
    const context = this.#context;
    return {
      context,
      goesOn: () => !context.signal.aborted,
      loaded: (_: Window, counts: WindowCounts) => {
        const { account, stream } = this.#job;
        const key = { account: account.name, stream: stream.name };
        this.#context.net.traffic?.loaded(key, counts);
        this.#reread += 1;
        for (const name of Object.keys(NONE) as (keyof WindowCounts)[]) {
          this.#counts[name] += counts[name];
        }
      },
    };
  }

  #stand(difference: Difference, state: Standing['state']): Standing {
    const key = { account: this.#job.account.name, stream: this.#job.stream.name };
    const waiver = waiverOf(this.#waivers, { ...key, ...difference.window });
    return { ...difference, state, waiver };
  }
}

/** The windows of an hour's UTC day that follow each other around it. */
function dayAround(hour: Window, windows: readonly Window[]): readonly Window[] {
  const dayOf = ({ start }: Window) => Math.floor(start / DAY_MS);
  const same = windows.filter((window) => dayOf(window) === dayOf(hour));
  return groupsOf(same, DAY_MS).find((day) => day.some((w) => w.start === hour.start)) ?? [hour];
}

/** Before the first window a stream was never kept. */
function sinceFirst(missing: readonly Window[], [first]: readonly Window[]): Window[] {
  return first ? subtract(missing, [{ start: 0, end: first.start }]) : [];
}
