/** `ggr sync [source…]`: everything that is due up to now. */
import { randomUUID } from 'node:crypto';
import { ConfigError, type ExitCode } from '../errors.ts';
import { span } from '../intervals.ts';
import type { SyncJob } from '../job.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { expireWindows, listWindows, syncStart } from '../load/windows.ts';
import { expired, plan, rulesOf } from '../plan.ts';
import { duration, iso } from '../transform/time.ts';
import { pull, reportDocument, reportTable, reportTroubles } from './pull.ts';
import { type AccountStream, alone, type Session, selectStreams } from './session.ts';
import { toDocument } from './terminal.ts';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 7;

export interface SyncOptions {
  readonly json: boolean;
}

export async function sync(
  session: Session,
  sources: readonly string[],
  { json }: SyncOptions,
): Promise<ExitCode> {
  const selected = selectStreams(session.config, sources);
  return alone(session, 'sync', selected, async (warehouse, net) => {
    const jobs: SyncJob[] = [];
    for (const each of selected) jobs.push(await planSync(each, warehouse, session));
    const { terminal } = session;
    const context = { ...session, warehouse, net };
    const report = await pull(jobs, { name: 'sync', arguments: sources.join(' ') }, context);
    if (json) terminal.out(toDocument(reportDocument(report)));
    else terminal.out(reportTable(report));
    for (const line of reportTroubles(report)) terminal.note(line);
    return report.exitCode;
  });
}

/** What is due of one stream between its start and now - lag. */
export async function planSync(
  { account, stream }: AccountStream,
  warehouse: Warehouse,
  session: Session,
): Promise<SyncJob> {
  const key = { account: account.name, stream: stream.name };
  const start = await startOf(warehouse, key, session);
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
  const windows = plan({
    range: { start, end: now },
    ledger: lost.length > 0 ? await listWindows(warehouse.db, key) : ledger,
    rules,
    until: now - account.lagSeconds * 1000,
    only: 'missing',
  });
  return { account, stream, windows, priority: 1 };
}

async function startOf(
  warehouse: Warehouse,
  key: { account: string; stream: string },
  { config, now, terminal }: Session,
): Promise<number> {
  if (config.syncStart !== undefined) {
    if (config.syncStart < now()) return config.syncStart;
    throw new ConfigError(`GGR_SYNC_START ${iso(config.syncStart)} lies in the future`, {
      hint: 'set the date from which every stream is to be complete',
    });
  }
  const midnight = Math.floor(now() / DAY_MS) * DAY_MS;
  const start = await syncStart(warehouse.db, key, midnight - DEFAULT_DAYS * DAY_MS);
  terminal.note(
    `${key.account} ${key.stream}: GGR_SYNC_START is not set, kept complete from ${iso(start)}`,
  );
  return start;
}
