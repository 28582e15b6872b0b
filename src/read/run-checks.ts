/** Every check in turn, of the whole store or of what one run has read. */
import type { Config } from '../config/config.ts';
import type { Catalogue } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import type { Database } from '../load/database.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { counted } from '../transform/text.ts';
import { houseChecks, type Offences, ownChecks, type RowCheck, runCheck } from './row-checks.ts';
import { readTouched, type Touched } from './touched.ts';

export type Checked = RowCheck & Offences;

export interface Checking {
  readonly config: Pick<Config, 'checks' | 'wallet'>;
  readonly catalogue: Catalogue;
  readonly now: EpochMs;
  readonly signal: AbortSignal;
}

/** Runs ggr's own checks and the operator's. Throws UsageError where one of the operator's is no good select. */
export async function runChecks(
  db: Database,
  { config, catalogue, now, signal }: Checking,
  touched?: Touched,
): Promise<Checked[]> {
  const { checks: folder, wallet } = config;
  const { roundTimeoutMs } = wallet;
  const checks = [
    ...houseChecks({ catalogue, now, roundTimeoutMs, ...(touched && { touched }) }),
    ...(folder === undefined ? [] : ownChecks(folder, touched)),
  ];
  const checked: Checked[] = [];
  for (const each of checks) {
    signal.throwIfAborted();
    checked.push({ ...each, ...(await runCheck(db, each)) });
  }
  return checked;
}

export interface AfterRun {
  /** What offends, a line each for people. */
  readonly lines: readonly string[];
  /** Whether the ledger and its rows contradict each other, or an operator's own check has found something. */
  readonly isWrong: boolean;
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
  { run, startedAt }: { readonly run: string; readonly startedAt: EpochMs },
  checking: Checking,
): Promise<AfterRun> {
  const reader = await warehouse.lendToRead();
  // taken off again: the daemon's signal lives as long as it does, and pulls come every minute
  const interrupt = () => reader.interrupt();
  checking.signal.addEventListener('abort', interrupt, { once: true });
  try {
    const { streams } = checking.catalogue;
    const touched = await readTouched(reader.db, streams, { run, startedAt });
    const checked = touched ? await runChecks(reader.db, checking, touched) : [];
    const offending = checked.filter((each) => each.offending > 0);
    return {
      lines: offending.map(lineOf),
      isWrong: offending.some(
        ({ name, isOwn, isWarning }) => (isOwn && !isWarning) || OF_OURS.has(name),
      ),
    };
  } catch (error) {
    checking.signal.throwIfAborted();
    const says = error instanceof Error ? error.message : String(error);
    return { lines: [`what was read is not checked: ${says}`], isWrong: false };
  } finally {
    checking.signal.removeEventListener('abort', interrupt);
    await reader.close();
  }
}

function lineOf({ name, offending, finds }: Checked): string {
  return `check ${name}: ${counted(offending, 'row')} of what was read: ${finds}; \`ggr check\` shows them`;
}
