/** What the warehouse's process does: the daemon of daemon.ts, for its supervisor. */
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreError, withHint } from '../contract/errors.ts';
import { readHolder } from '../load/lock.ts';
import { openStore } from '../load/open-store.ts';
import { BackupPart } from './backup-part.ts';
import { ClusterPart } from './cluster-part.ts';
import { startDaemon } from './daemon.ts';
import type { DaemonOptions } from './daemon-options.ts';
import { ForgetPart } from './forget-part.ts';
import { LedgerPart } from './ledger-part.ts';
import type { PartStart } from './part-messages.ts';
import type { Part, PartProcess } from './part-process.ts';
import { makePings } from './pings.ts';
import { PublishPart } from './publish-part.ts';
import { openTracing } from './tracing.ts';

/** A warehouse whose supervisor was killed ends by itself, within this. */
const ORPHAN_MS = 12_000;
const AGAIN_MS = 100;

export type WarehouseProcessOptions = Pick<DaemonOptions, 'session' | 'log' | 'runCommand'>;

export async function openWarehousePart(
  options: WarehouseProcessOptions,
  at: PartStart,
  { changed, end }: PartProcess,
): Promise<Part> {
  const { session, log } = options;
  const { config, catalogue, now } = session;
  const ledger = new LedgerPart(config.wallet, log);
  const shipBefore = () => ledger.beforeRead();
  const snapshots = new PublishPart({ dir: config.publishDir, catalogue, now, log, shipBefore });
  const { network, serve } = config;
  const tracing = await openTracing(serve.tracing, log);
  const pings = makePings({ addresses: serve.pings, network, log, now });
  const backups = new BackupPart({ settings: config.backup, catalogue, log, now, pings });
  const { url, node } = config.cluster;
  const cluster = url === undefined ? [] : [new ClusterPart({ url, node, catalogue, log, now })];
  const { keepMonths } = config.cluster;
  const forgetting =
    url === undefined || keepMonths === undefined
      ? []
      : [new ForgetPart({ url, node, keepMonths, catalogue, log, now })];
  const daemon = await startDaemon({
    ...options,
    at,
    pings,
    tracing,
    parts: [ledger, snapshots, backups, ...cluster, ...forgetting],
    hold: (signal) => snapshots.hold(signal),
    openStore: afterOrphan,
    runCommand: (...command) => {
      // said before it takes all memory: whoever must end this process names it
      changed();
      const [[name = 'none']] = command;
      return tracing.span(`ggr ${name}`, {}, () => options.runCommand(...command));
    },
    onStoreFault: changed,
    onStoreFatal: (fault) => end(withHint(fault)),
  });
  return {
    report: () => ({ notReady: daemon.unready(), doing: daemon.doing() }),
    drain: () => daemon.drain(),
    stop: async () => {
      await daemon.stop();
      await Promise.all([pings.close(), tracing.close()]);
    },
    told: (parts) => daemon.told(parts),
  };
}

/** Opens the store; where the warehouse of a supervisor that was killed still holds it, when that has ended. */
async function afterOrphan(
  ...[options]: Parameters<typeof openStore>
): ReturnType<typeof openStore> {
  for (let waitedMs = 0; ; waitedMs += AGAIN_MS) {
    try {
      return await openStore(options);
    } catch (error) {
      const isHeld = error instanceof StoreError && error.code === 'store-locked';
      if (!isHeld || waitedMs >= ORPHAN_MS || !isOrphaned(options.config.warehouse)) throw error;
      await sleep(AGAIN_MS);
    }
  }
}

/** Whether the lock file names a part of a `ggr serve` that is gone. */
function isOrphaned(storePath: string): boolean {
  const supervisor = readHolder(storePath)?.supervisor;
  if (supervisor === undefined) return false;
  try {
    process.kill(supervisor, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
