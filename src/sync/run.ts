/**
 * Runs one stream of one account: windows several at a time, or a walk piece by piece; each is read,
 * normalised, staged and committed. Knows no vendor; what is due comes from plan.ts and walk.ts, and what
 * became of it goes into the ledger.
 */
import { VendorError, type VendorFault } from '../contract/errors.ts';
import type { Window } from '../contract/window.ts';
import { PageKeeper } from '../extract/page-keeper.ts';
import { failWalk } from '../load/cursors.ts';
import { forgetPagesOfWalk, keepPages } from '../load/raw-pages.ts';
import { failWindow } from '../load/windows.ts';
import { holdEmptyDays } from './empty-days.ts';
import { eachInFlight, type HasRead } from './in-flight.ts';
import type { CursorJob, SyncContext, SyncJob, WindowJob } from './job.ts';
import { type JobOutcome, JobState } from './job-state.ts';
import { loadWalk } from './load-walk.ts';
import { loadWindow } from './load-window.ts';
import { proveJob } from './prove-job.ts';

/** Faults of an answer that came, and that no row could be made of. */
const NOT_MAPPED: ReadonlySet<VendorFault> = new Set(['garbled', 'unstable']);

/**
 * Runs the jobs of one command side by side; one that leans on rows of others runs when those of its
 * account have ended, by what is due then. Never throws.
 */
export function runJobs(jobs: readonly SyncJob[], context: SyncContext): Promise<JobOutcome[]> {
  const first = new Map<SyncJob, Promise<JobOutcome>>();
  for (const job of jobs) if (!job.replan) first.set(job, runJob(job, context));
  const ofAccount = ({ account: { name } }: SyncJob) =>
    [...first].filter(([{ account }]) => account.name === name).map(([, outcome]) => outcome);
  return Promise.all(jobs.map((job) => first.get(job) ?? runAfter(job, ofAccount(job), context)));
}

async function runAfter(
  job: SyncJob,
  before: readonly Promise<JobOutcome>[],
  context: SyncContext,
): Promise<JobOutcome> {
  const isOver = (await Promise.all(before)).some(({ stopped, fatal }) => stopped ?? fatal);
  if (isOver || context.signal.aborted || !job.replan) return new JobState(job, context).outcome();
  try {
    return await runJob({ ...job, windows: await job.replan() }, context);
  } catch (fatal) {
    return { ...new JobState(job, context).outcome(), fatal };
  }
}

/** Pulls what the job asks for. Never throws: what must end the command is `fatal`. */
export async function runJob(job: SyncJob, context: SyncContext): Promise<JobOutcome> {
  const state = new JobState(job, context);
  if (job.windows) {
    await pullWindows(job, state);
    await proveWindows(job, state);
  } else {
    await pullWalk(job, state);
  }
  context.watch.ended?.(job);
  return state.outcome();
}

/** A vendor that does not answer for its totals is asked for every window. */
async function withoutEmptyDays(job: WindowJob, state: JobState): Promise<WindowJob> {
  try {
    return { ...job, windows: await holdEmptyDays(job, state) };
  } catch (error) {
    if (state.context.signal.aborted || error instanceof VendorError) return job;
    await state.fail(undefined, error, async () => {});
    return job;
  }
}

async function pullWindows(whole: WindowJob, state: JobState): Promise<void> {
  const job = await withoutEmptyDays(whole, state);
  await eachInFlight(job.windows, job.account.concurrency, async (window, hasRead) => {
    if (state.goesOn) await pullWindow({ job, window, hasRead }, state);
  });
}

/** A vendor that does not answer for its totals costs no window: they stay unproved. */
async function proveWindows(job: WindowJob, state: JobState): Promise<void> {
  try {
    await proveJob(job, state);
  } catch (error) {
    if (state.context.signal.aborted) return;
    if (!(error instanceof VendorError)) return state.fail(undefined, error, async () => {});
    state.context.watch.noted(job, `not compared with the vendor's totals: ${error.message}`);
  }
}

interface Pull {
  readonly job: WindowJob;
  readonly window: Window;
  readonly hasRead: HasRead;
}

async function pullWindow({ job, window, hasRead }: Pull, state: JobState): Promise<void> {
  const { warehouse, runId: run, net, signal } = state.context;
  using keeper = new PageKeeper(net);
  try {
    const context = { ...state.context, net: keeper.net };
    const { counts, truncated } = await loadWindow({ job, window, context, hasRead });
    if (truncated) state.truncated(window, truncated);
    state.loaded(window, counts);
  } catch (error) {
    if (signal.aborted) return;
    const halves = halve(job, window, error);
    for (const half of halves ?? [])
      if (state.goesOn) await pullWindow({ job, window: half, hasRead }, state);
    if (halves) return;
    const key = { account: job.account.name, stream: job.stream.name };
    await state.fail(window, error, async ({ message }) => {
      await failWindow(warehouse, { ...key, window, error: message, run });
      await keepUnmapped({ ...key, window }, error, { keeper, context: state.context });
    });
  }
}

/** What the vendor answered stays until it is loaded, where it came and could not be mapped. */
async function keepUnmapped(
  owner: { readonly account: string; readonly stream: string; readonly window: Window | undefined },
  error: unknown,
  { keeper, context }: { readonly keeper: PageKeeper; readonly context: SyncContext },
): Promise<void> {
  if (!(error instanceof VendorError) || !NOT_MAPPED.has(error.code)) return;
  const { warehouse, runId: run, net } = context;
  const { pages } = keeper;
  await keepPages(warehouse, { ...owner, pages, problem: error.message, run, now: net.now() });
}

/** Faults that a smaller question may not have: 911, time-outs, an answer too large to be read at once. */
const TOO_MUCH: ReadonlySet<VendorFault> = new Set(['busy', 'too-large']);

/** A vendor that answers small questions but not this one: its windows are halved. */
function halve(job: WindowJob, { start, end }: Window, error: unknown) {
  const { leastMs } = job.stream.windows;
  const isTooMuch = error instanceof VendorError && TOO_MUCH.has(error.code);
  if (!isTooMuch || leastMs === undefined || end - start < 2 * leastMs) return undefined;
  const middle = start + Math.floor((end - start) / 2000) * 1000;
  return [
    { start, end: middle },
    { start: middle, end },
  ];
}

async function pullWalk(job: CursorJob, state: JobState): Promise<void> {
  const { walk } = job;
  if (!walk) return;
  const { warehouse, net, runId, signal } = state.context;
  using keeper = new PageKeeper(net);
  const name = { account: job.account.name, stream: job.stream.name };
  try {
    const context = { ...state.context, net: keeper.net };
    await loadWalk({ ...job, walk }, context, (counts) => state.loaded(undefined, counts));
    await forgetPagesOfWalk(warehouse, name);
  } catch (error) {
    if (signal.aborted) return;
    const key = { account: job.account.name, stream: job.stream, walk, runId, now: net.now() };
    await state.fail(undefined, error, async ({ message }) => {
      await failWalk(warehouse, { ...key, error: message });
      await keepUnmapped({ ...name, window: undefined }, error, { keeper, context: state.context });
    });
  }
}
