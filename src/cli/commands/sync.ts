/** `ggr sync [source…]`: everything that is due up to now. */
import { randomUUID } from 'node:crypto';
import { ConfigError, type ExitCode } from '../../contract/errors.ts';
import { span } from '../../contract/intervals.ts';
import type { AccountStream } from '../../contract/stream.ts';
import { hasCursor } from '../../contract/stream.ts';
import type { Window } from '../../contract/window.ts';
import { listWalks } from '../../load/cursors.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import { expireWindows, listWindows, syncStart } from '../../load/windows.ts';
import { describeWaiting, leansOn, planDue } from '../../sync/due.ts';
import type { SyncJob } from '../../sync/job.ts';
import { expired, rulesOf } from '../../sync/plan.ts';
import { pull, reportDocument, reportTable, reportTroubles } from '../../sync/pull.ts';
import { syncWalk } from '../../sync/walk.ts';
import { duration, iso } from '../../transform/time.ts';
import { alone, ofAccount, type Session, selectStreams } from '../session/session.ts';
import { toDocument } from '../session/terminal.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 7;

export interface SyncOptions {
  readonly account?: string;
  readonly json: boolean;
}

export async function sync(
  session: Session,
  sources: readonly string[],
  { account, json }: SyncOptions,
): Promise<ExitCode> {
  const selected = ofAccount(selectStreams(session.config, sources), account);
  return alone(session, 'sync', selected, async (warehouse, net) => {
    const jobs: SyncJob[] = [];
    for (const each of selected) jobs.push(await planSync(each, warehouse, session, jobs));
    const { terminal } = session;
    const context = { ...session, warehouse, net };
    const report = await pull(jobs, { name: 'sync', arguments: sources.join(' ') }, context);
    if (json) terminal.out(toDocument(reportDocument(report)));
    else terminal.out(reportTable(report));
    for (const line of reportTroubles(report)) terminal.note(line);
    return report.exitCode;
  });
}

/**
 * What is due of one stream: windows between its start and now - lag, or its walk from where it stands.
 * `before` are the jobs of the same command that were planned already.
 */
export async function planSync(
  { account, stream }: AccountStream,
  warehouse: Warehouse,
  session: Session,
  before: readonly SyncJob[] = [],
): Promise<SyncJob> {
  const key = { account: account.name, stream: stream.name };
  if (hasCursor(stream)) {
    return { account, stream, walk: syncWalk(await listWalks(warehouse.db, key)), priority: 1 };
  }
  const start = await startOf({ account, stream }, warehouse, session);
  const now = session.now();
  const rules = rulesOf(stream, account);
  const ledger = await listWindows(warehouse.db, key);
  const lost = expired({ start, end: now }, ledger, rules, now);
  if (lost.length > 0) {
    session.terminal.note(
      `${key.account} ${key.stream}: ${duration(span(lost))} were never loaded and the vendor no longer keeps them: expired, lost for good`,
    );
    await expireWindows(warehouse, { ...key, windows: lost, run: randomUUID() });
  }
  const until = now - account.lagSeconds * 1000;
  const wanted = { range: { start, end: now }, until, only: 'missing' } as const;
  const planNow = async (coming?: readonly Window[]) => {
    const due = await planDue({ account, stream }, warehouse, wanted, coming);
    const waiting = describeWaiting({ account, stream }, due);
    if (waiting && due.windows.length === 0) session.terminal.note(waiting);
    return due.windows;
  };
  const first = leansOn({ account, stream }, before);
  const windows = await planNow(first?.windows);
  // in the account's lane bets go before their details
  const priority = stream.callsPer ? 0 : 1;
  return { account, stream, windows, priority, replan: first && (() => planNow()) };
}

/** The account's start, GGR_SYNC_START, or seven days before the stream's first sync. */
async function startOf(
  { account, stream }: AccountStream,
  warehouse: Warehouse,
  { config, now, terminal }: Session,
): Promise<number> {
  const set = account.start ?? config.syncStart;
  if (set !== undefined) {
    if (set < now()) return set;
    const named = account.start === undefined ? 'GGR_SYNC_START' : account.settingNames.start;
    throw new ConfigError(`${named} ${iso(set)} lies in the future`, {
      hint: 'set the date from which every stream is to be complete',
    });
  }
  const key = { account: account.name, stream: stream.name };
  const midnight = Math.floor(now() / DAY_MS) * DAY_MS;
  const held = await syncStart(warehouse.db, key, midnight - DEFAULT_DAYS * DAY_MS);
  if (held.isNew) {
    terminal.note(
      `${key.account} ${key.stream}: GGR_SYNC_START is not set, kept complete from ${iso(held.start)}`,
    );
  }
  return held.start;
}
