/**
 * Days without bets by the vendor's own totals are held as verified, and not asked for hour by hour: 400
 * empty days would cost 9,600 requests, where 14 know.
 */
import { NO_COUNTS } from '../contract/ledger.ts';
import type { ControlTotals } from '../contract/stream.ts';
import type { Window } from '../contract/window.ts';
import { enterCheck } from '../load/checks.ts';
import { enterWindow, listWindows } from '../load/windows.ts';
import { counted } from '../transform/text.ts';
import { DAY_MS } from '../transform/time.ts';
import type { WindowJob } from './job.ts';
import type { JobState } from './job-state.ts';
import { groupsOf } from './prove.ts';
import { reachOf } from './vendor-clock.ts';

/** One answer is never enough to hold a day for ever: it is asked twice, with a pause. */
const PAUSE_MS = 2000;
/** Holds the empty days of a job; returns its windows without them. Throws VendorError. */
export async function holdEmptyDays(job: WindowJob, state: JobState): Promise<readonly Window[]> {
  const { totals } = job.stream;
  if (!totals) return job.windows;
  const days: Window[] = [];
  let calls = 0;
  for (const group of groupsOf(await neverRead(job, state), totals.longestMs)) {
    const found = await findEmpty(group, job, state);
    days.push(...found.days);
    calls += found.calls;
  }
  if (days.length === 0) return job.windows;
  for (const day of days) await holdEmpty(day, job, state);
  const isIn = (window: Window) =>
    days.some(({ start, end }) => window.start >= start && window.end <= end);
  const rest = job.windows.filter((window) => !isIn(window));
  const skipped = job.windows.length - rest.length;
  state.skipped(skipped);
  const what = `${counted(days.length, 'day')} without bets by the vendor's own totals`;
  state.saved({ requests: skipped - calls, what: `${what} (${counted(calls, 'call')})` });
  state.context.watch.noted(
    job,
    `${what}: held as verified, ${counted(skipped, 'window')} not read for ${counted(calls, 'call')} for totals`,
  );
  return rest;
}

/** Windows of which no read was ever held: what is read again is read. */
async function neverRead(job: WindowJob, { context }: JobState): Promise<Window[]> {
  const key = { account: job.account.name, stream: job.stream.name };
  const window = { start: job.windows[0]?.start ?? 0, end: job.windows.at(-1)?.end ?? 0 };
  const touching = await listWindows(context.warehouse.db, { ...key, window });
  const read = touching.filter((w) => w.fetchedAt !== null);
  return job.windows.filter(
    (window) => !read.some((r) => r.start < window.end && window.start < r.end),
  );
}

async function findEmpty(
  group: readonly Window[],
  job: WindowJob,
  state: JobState,
): Promise<{ readonly days: Window[]; readonly calls: number }> {
  const { net } = state.context;
  const first = Math.ceil((group[0]?.start ?? 0) / DAY_MS) * DAY_MS;
  const end = Math.min(group.at(-1)?.end ?? 0, reachOf(net, job.account, net.now()));
  const days = { start: first, end: Math.floor(end / DAY_MS) * DAY_MS };
  if (days.end <= days.start) return { days: [], calls: 0 };
  const once = await askEmpty(days, job, state);
  if (once.length === 0) return { days: [], calls: 1 };
  await net.pause(PAUSE_MS, state.context.signal);
  const twice = await askEmpty(days, job, state);
  const both = once.filter(({ start }) => twice.some((day) => day.start === start));
  return { days: both, calls: 2 };
}

async function askEmpty(window: Window, job: WindowJob, state: JobState): Promise<Window[]> {
  const { account, stream, priority } = job;
  const { net, signal } = state.context;
  const days = (await stream.totals?.read({ account, net, signal, priority, window })) ?? [];
  return days.filter(isEmpty).map(({ start, end }) => ({ start, end }));
}

function isEmpty({ start, end, count, stake, ggr }: ControlTotals): boolean {
  return end - start === DAY_MS && count === 0n && stake === 0n && ggr === 0n;
}

async function holdEmpty(window: Window, job: WindowJob, { context }: JobState): Promise<void> {
  const { warehouse, net, runId: run } = context;
  const account = job.account.name;
  const stream = job.stream.name;
  const now = net.now();
  const reach = reachOf(net, job.account, now);
  const entry = {
    account,
    stream,
    window,
    fetchedAt: now,
    reach,
    committedAt: now,
    run,
    truncated: null,
  };
  await enterWindow(warehouse, { ...entry, counts: NO_COUNTS });
  const none = { ...window, count: 0n, stake: 0n, ggr: 0n, rejects: 0n, openRejects: 0n };
  const check = { account, stream, window, run, now, ours: none, theirs: none, reason: null };
  await enterCheck(warehouse, { ...check, witness: 'totals', verdict: 'equal' }, 'verified');
}
