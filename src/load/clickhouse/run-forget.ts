/** Forgetting as a run of its own, by the cluster's address: for the command and for the night. */
import type { Catalogue } from '../../contract/stream.ts';
import type { EpochMs } from '../../contract/window.ts';
import { keepAfterPull } from '../keep.ts';
import { endRun, startRun } from '../runs.ts';
import type { Warehouse } from '../warehouse.ts';
import { Cluster } from './cluster.ts';
import { type Fate, Forgetter } from './forget.ts';

export interface RunForget {
  readonly warehouse: Warehouse;
  readonly catalogue: Catalogue;
  readonly url: string;
  readonly node: string;
  readonly keepMonths: number;
  readonly now: () => EpochMs;
  readonly signal?: AbortSignal;
  readonly isApplied: boolean;
  /** Of this ggr. */
  readonly version: string;
}

const NOTHING = {
  ...{ loaded: 0, failed: 0, received: 0, inserted: 0, updated: 0, unchanged: 0 },
  ...{ withdrawn: 0, quarantined: 0, refusedNew: 0 },
};

/** Says what may go; with `isApplied` it goes. Throws ClusterError. */
export async function runForget({
  url,
  isApplied,
  version,
  ...options
}: RunForget): Promise<Fate[]> {
  const { warehouse, catalogue, keepMonths, now } = options;
  const cluster = await Cluster.open({ url });
  try {
    const forgetter = new Forgetter({ ...options, cluster, host: new URL(url).hostname });
    if (!isApplied) return await forgetter.plan();
    const name = { command: 'forget', arguments: `${keepMonths} months`, version };
    const run = await startRun(warehouse, { ...name, now: now() });
    const end = (outcome: 'done' | 'stopped', error: string | null) =>
      endRun(warehouse, { run, outcome, sums: NOTHING, error, now: now() });
    try {
      const fates = await forgetter.apply(run);
      await end('done', null);
      await keepAfterPull(warehouse, { catalogue });
      return fates;
    } catch (error) {
      await end('stopped', error instanceof Error ? error.message : String(error)).catch(() => {});
      throw error;
    }
  } finally {
    await cluster.close();
  }
}
