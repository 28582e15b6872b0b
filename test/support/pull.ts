/** What sync and backfill do with jobs, in this process and without a terminal. */
import type { Config } from '../../src/config/config.ts';
import type { Net } from '../../src/contract/net.ts';
import type { AccountStream } from '../../src/contract/stream.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import type { SyncJob } from '../../src/sync/job.ts';
import { planSyncs } from '../../src/sync/plan-sync.ts';
import { type PullReport, pull } from '../../src/sync/pull.ts';
import { watchLines } from '../../src/sync/watch-lines.ts';

export interface Puller {
  readonly config: Config;
  readonly warehouse: Warehouse;
  readonly net: Net;
  readonly now: () => number;
  readonly signal?: AbortSignal | undefined;
  /** How often late rows are looked for. */
  readonly lookEveryMs?: number | undefined;
  /** What people would be told. */
  readonly note?: (line: string) => void;
}

/** Pulls everything that is due of these streams. */
export async function syncStreams(
  selected: readonly AccountStream[],
  puller: Puller,
): Promise<PullReport> {
  const { config, warehouse, now, note = () => {}, lookEveryMs } = puller;
  const planning = { warehouse, now, note, syncStart: config.syncStart, lookEveryMs };
  return pullJobs(await planSyncs(selected, planning), 'sync', puller);
}

/** Runs jobs as one run. */
export function pullJobs(
  jobs: readonly SyncJob[],
  command: string,
  { warehouse, net, now, signal = new AbortController().signal, note = () => {} }: Puller,
): Promise<PullReport> {
  const watch = watchLines(jobs, note, now);
  return pull(jobs, { command, arguments: '' }, { warehouse, net, now, signal, watch });
}
