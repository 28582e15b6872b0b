/**
 * What a job does when its windows are loaded: those that are over and not proved are held against the
 * vendor's totals, and those that differ are read once more.
 */
import { VendorError } from '../contract/errors.ts';
import { isHeld, type LedgerWindow, type WindowCounts } from '../contract/ledger.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { type HeldTotals, listChecks } from '../load/checks.ts';
import { listUnproved } from '../load/stretches.ts';
import { listWaivers, waiverOf } from '../load/waivers.ts';
import { counted } from '../transform/text.ts';
import { HOUR_MS, iso } from '../transform/time.ts';
import { type Difference, isExplained, reasonOf } from './difference.ts';
import { lookAtEmptyAgain } from './empty-again.ts';
import type { WindowJob } from './job.ts';
import type { JobState, Saving } from './job-state.ts';
import { CONTRADICTION_MS, LOOK_BACK_MS, type Look, lookBack } from './look-back.ts';
import { believed, countRequests, lastsProvisional, readUntil, rulesOf, unitAt } from './plan.ts';
import { groupsOf, type Proof, Prover } from './prove.ts';
import { type Repairing, repair } from './repair.ts';

/** A difference that stands is looked at again after so long: the vendor's totals may have been wrong. */
const LOOK_AGAIN_MS = HOUR_MS;

/** Proves what is due of a stream with totals. What the vendor does not answer stays unproved, and is said. */
export async function proveJob(job: WindowJob, state: JobState): Promise<void> {
  const { context } = state;
  if (!job.stream.totals || !state.goesOn) return;
  const windows = await findUnproved(job, await listProvable(job, state), state);
  if (windows.length > 0) {
    const prover = new Prover(job, context);
    await orTell(job, { prover, state }, () => prover.prove(windows));
    await settle(job, prover, state);
  }
  if (job.lookEveryMs === undefined || !state.goesOn) return;
  const prover = new Prover(job, context);
  const look = await orTell(job, { prover, state }, async () =>
    lookBack(job, { ledger: await listProvable(job, state), proved: windows }, { context, prover }),
  );
  if (!look) return;
  const reread = await settle(job, look.proof, state);
  state.saved(savingOf(job, look, reread));
  if (!state.goesOn) return;
  const again = new Prover(job, context);
  await orTell(job, { prover: again, state }, () =>
    lookAtEmptyAgain(job, { context, prover: again }),
  );
  await settle(job, again, state);
}

/** What a look at totals has saved: the pages of the windows, less its calls and what was read after all. */
function savingOf(job: WindowJob, { windows, proof }: Look, reread: readonly Window[]): Saving {
  const rules = rulesOf(job.stream, job.account);
  const pages = (part: readonly Window[]) => countRequests(part, windows, rules);
  const requests = pages(windows) - proof.calls - pages(reread);
  const what = `${counted(windows.length, 'closed window')} of the last two days held against the vendor's totals (${counted(proof.calls, 'call')}), ${reread.length} of them read again`;
  return { requests, what };
}

interface Proving {
  readonly prover: Prover;
  readonly state: JobState;
}

/** A vendor that breaks off has shown what it has shown: the differences so far are told before its error is thrown. */
async function orTell<T>(job: WindowJob, { prover, state }: Proving, work: () => Promise<T>) {
  try {
    return await work();
  } catch (error) {
    const isVendors = error instanceof VendorError && !state.context.signal.aborted;
    if (isVendors) await tellStanding(job, { proof: prover, all: prover.differing }, state);
    throw error;
  }
}

/** Reads again what differs, tells what still does; returns the windows that were read. */
async function settle(job: WindowJob, proof: Proof, state: JobState): Promise<readonly Window[]> {
  const { differing, reread } = await repairWorth(job, proof.differing, state);
  await tellStanding(job, { proof, all: differing }, state);
  return reread;
}

/** `all` are the differences that stand in the end. */
async function tellStanding(
  job: WindowJob,
  { proof, all }: { readonly proof: Proof; readonly all: readonly Difference[] },
  state: JobState,
): Promise<void> {
  const { context } = state;
  const waivers = await listWaivers(context.warehouse.db, context.net.now());
  const key = { account: job.account.name, stream: job.stream.name };
  const isOpen = ({ window }: Difference) => !waiverOf(waivers, { ...key, ...window });
  const standing = all.filter(isOpen);
  // what refused records explain is told by them: exit 3 when they are new
  const counts = standing.filter((difference) => !isExplained(difference));
  for (const difference of [...counts, ...proof.contradictions.filter(isOpen)])
    state.differs(difference);
  say(job, proof, { standing, mended: proof.differing.length - all.length, state });
}

/** Calls for totals that these windows cost once they are loaded, where nothing differs. */
export function countTotalsCalls(
  job: Pick<WindowJob, 'account' | 'stream' | 'windows'>,
  now: EpochMs,
): number {
  const { totals } = job.stream;
  if (!totals) return 0;
  const rules = rulesOf(job.stream, job.account);
  const over = job.windows.filter(({ start }) => unitAt(start, rules).end <= now);
  return groupsOf(over, totals.longestMs).length;
}

async function listProvable(job: WindowJob, { context }: JobState): Promise<LedgerWindow[]> {
  const { warehouse, net } = context;
  const key = { account: job.account.name, stream: job.stream.name };
  const now = net.now();
  const since = { since: now - LOOK_BACK_MS, checkedSince: now - CONTRADICTION_MS };
  const ledger = believed(await listUnproved(warehouse.db, { ...key, ...since }), now);
  return ledger.filter((window) => isProvable(window, job));
}

/** Windows that are not verified; a difference that was just looked at waits. */
async function findUnproved(
  job: WindowJob,
  ledger: readonly LedgerWindow[],
  { context: { warehouse, net } }: JobState,
): Promise<LedgerWindow[]> {
  const key = { account: job.account.name, stream: job.stream.name };
  const isOpen = ledger.some(({ state }) => state === 'mismatch');
  const looked = isOpen
    ? await listChecks(warehouse.db, { ...key, since: net.now() - LOOK_AGAIN_MS })
    : [];
  const wasLooked = (window: LedgerWindow) =>
    window.state === 'mismatch' && looked.some((check) => check.start === window.start);
  return ledger.filter(
    (window) =>
      window.state !== 'verified' && !wasLooked(window) && !isReadAgain(window, job, net.now()),
  );
}

/** A slice that was read within the lag of its unit's end is read again with all of its unit (see plan). */
function isReadAgain(
  { start, reach }: LedgerWindow,
  { stream, account }: WindowJob,
  now: EpochMs,
): boolean {
  const rules = rulesOf(stream, account);
  const until = readUntil(account, now);
  return lastsProvisional(unitAt(start, rules), reach ?? now, { until, lagMs: now - until });
}

/** Whether a window is held, and over by the vendor's clock: its totals are final. */
export function isProvable(
  window: LedgerWindow,
  { stream, account }: Pick<WindowJob, 'account' | 'stream'>,
): boolean {
  if (!isHeld(window) || window.state === 'expired' || window.reach === null) return false;
  return unitAt(window.start, rulesOf(stream, account)).end <= window.reach;
}

/** Refused records are refused again: reading them once more explains nothing. */
async function repairWorth(
  job: WindowJob,
  differing: readonly Difference[],
  state: JobState,
): Promise<{ readonly differing: readonly Difference[]; readonly reread: readonly Window[] }> {
  // what was refused a moment ago is refused again; since an earlier run the vendor may have mended it
  const isFresh = (window: Window) => job.windows.some((read) => read.start === window.start);
  const isRefused = ({ rejects, outdated = 0n }: HeldTotals) => rejects + outdated > 0n;
  const worth = differing.filter(({ ours, window }) => !isRefused(ours) || !isFresh(window));
  const reread: Window[] = [];
  const loaded = (window: Window, counts: WindowCounts) => {
    state.reread(counts);
    reread.push(window);
  };
  const repaired = await repairAsFarAsItGoes(job, worth, { state, loaded });
  if (!repaired) return { differing, reread };
  const unread = differing.filter((difference) => !worth.includes(difference));
  return { differing: [...unread, ...repaired.differing], reread };
}

/** What the vendor does not give again, or does not give totals of, differs as it did. */
async function repairAsFarAsItGoes(
  job: WindowJob,
  worth: readonly Difference[],
  { state, loaded }: Required<Pick<Repairing, 'loaded'>> & { readonly state: JobState },
): Promise<Proof | undefined> {
  const { context } = state;
  const note = ({ message }: VendorError) =>
    context.watch.noted(job, `what differs stays as it is: ${message}`);
  const repairing = { context, loaded, goesOn: () => state.goesOn };
  try {
    return await repair(job, worth, { ...repairing, failed: (_, error) => note(error) });
  } catch (error) {
    if (context.signal.aborted || !(error instanceof VendorError)) throw error;
    note(error);
    return undefined;
  }
}

interface Outcome {
  /** What nobody has waived. */
  readonly standing: readonly Difference[];
  readonly mended: number;
  readonly state: JobState;
}

function say(job: WindowJob, { differing, contradictions }: Proof, outcome: Outcome) {
  const { standing, mended, state } = outcome;
  const { watch } = state.context;
  if (mended > 0) {
    watch.noted(
      job,
      `${mended} of ${differing.length} windows differed from the vendor's totals and are equal now that they were read again`,
    );
  }
  for (const difference of standing) {
    watch.noted(job, `differs from the vendor's totals: ${reasonOf(difference)}`);
  }
  for (const { window } of contradictions) {
    watch.noted(
      job,
      `the vendor's totals from ${iso(window.start)} to ${iso(window.end)} contradict its own totals of the parts: nothing is changed`,
    );
  }
}
