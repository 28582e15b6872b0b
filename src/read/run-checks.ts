/** Every check in turn, of the whole store or of what one run has read. */
import type { Config } from '../config/config.ts';
import type { Catalogue } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import type { Database } from '../load/database.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { counted } from '../transform/text.ts';
import { type AskOwn, ownChecks } from './own-checks.ts';
import { houseChecks, type Offences, type RowCheck, runCheck } from './row-checks.ts';
import { readTouched, type Touched } from './touched.ts';

export type Checked = RowCheck & Offences;

export interface Checking {
  readonly config: Pick<Config, 'checks' | 'wallet'>;
  readonly catalogue: Catalogue;
  readonly now: EpochMs;
  readonly signal: AbortSignal;
  /** How the operator's own are asked. */
  readonly askOwn: AskOwn;
}

/** Runs ggr's own checks, the cheap ones where only what a run has read is looked at. */
export async function runChecks(
  db: Database,
  { config, catalogue, now, signal }: Omit<Checking, 'askOwn'>,
  touched?: Touched,
): Promise<Checked[]> {
  const { roundTimeoutMs } = config.wallet;
  const checked: Checked[] = [];
  for (const each of houseChecks({
    catalogue,
    now,
    roundTimeoutMs,
    ...(touched && { touched }),
  })) {
    signal.throwIfAborted();
    checked.push({ ...each, ...(await runCheck(db, each)) });
  }
  return checked;
}

export interface OwnChecked {
  readonly checked: readonly Checked[];
  /** Why others gave no answer: an error that names its check, or one of all of them. */
  readonly faults: readonly Error[];
}

/** Runs the operator's own: none hinders another, and they hinder nobody. Throws the signal's reason alone. */
export async function runOwnChecks(
  { config, signal, askOwn }: Checking,
  touched?: Touched,
): Promise<OwnChecked> {
  const [checked, faults]: [Checked[], Error[]] = [[], []];
  try {
    const own = config.checks === undefined ? [] : ownChecks(config.checks, touched);
    const answers = own.length === 0 ? [] : await askOwn(own, signal);
    for (const { check, found } of answers) {
      if (found instanceof Error) faults.push(found);
      else checked.push({ ...check, ...found });
    }
  } catch (error) {
    signal.throwIfAborted();
    faults.push(asError(error));
  }
  return { checked, faults };
}

export interface AfterRun {
  /** What offends, a line each for people. */
  readonly lines: readonly string[];
  /** Whether the ledger and its rows contradict each other, or an operator's own check has found something. */
  readonly isWrong: boolean;
}

interface Run {
  readonly run: string;
  readonly startedAt: EpochMs;
}

/** What the vendor's own records cannot bring about: after a run these make it exit 5. */
const OF_OURS: ReadonlySet<string> = new Set([
  'overlapping-windows',
  'window-counts',
  'window-rows',
]);

/** Checks what a run has read. What keeps a check from running is a line, too: the run has ended well. */
export async function checkRun(
  warehouse: Warehouse,
  run: Run,
  checking: Checking,
): Promise<AfterRun> {
  const { touched, house, fault } = await checkTouched(warehouse, run, checking);
  // with the store let go of: an operator's own may take a while
  const own = touched ? await runOwnChecks(checking, touched) : { checked: [], faults: [] };
  const offending = [...house, ...own.checked].filter((each) => each.offending > 0);
  const faults = [...(fault ? [fault] : []), ...own.faults];
  return {
    lines: [
      ...offending.map(lineOf),
      ...faults.map(({ message }) => `what was read is not checked: ${message}`),
    ],
    isWrong: offending.some(
      ({ name, isOwn, isWarning }) => (isOwn && !isWarning) || OF_OURS.has(name),
    ),
  };
}

interface TouchedChecked {
  /** Nothing, where the run has read nothing. */
  readonly touched?: Touched | undefined;
  readonly house: readonly Checked[];
  readonly fault?: Error;
}

/** ggr's own, in the process that has the store. */
async function checkTouched(
  warehouse: Warehouse,
  { run, startedAt }: Run,
  checking: Checking,
): Promise<TouchedChecked> {
  const reader = await warehouse.lendToRead();
  // taken off again: the daemon's signal lives as long as it does, and pulls come every minute
  const interrupt = () => reader.interrupt();
  checking.signal.addEventListener('abort', interrupt, { once: true });
  try {
    const { streams } = checking.catalogue;
    const touched = await readTouched(reader.db, streams, { run, startedAt });
    return { touched, house: touched ? await runChecks(reader.db, checking, touched) : [] };
  } catch (error) {
    checking.signal.throwIfAborted();
    return { house: [], fault: asError(error) };
  } finally {
    checking.signal.removeEventListener('abort', interrupt);
    await reader.close();
  }
}

function lineOf({ name, offending, finds }: Checked): string {
  return `check ${name}: ${counted(offending, 'row')} of what was read: ${finds}; \`ggr check\` shows them`;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
