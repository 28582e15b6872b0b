/**
 * Keeps the newest snapshot as fresh as each reader asks. Nobody shares a publish that began before his call:
 * it may have looked before the entry that he knows of.
 */
import type { EpochMs } from '../contract/window.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { currentSnapshot, type PublishOptions, publish, type SnapshotInfo } from './publish.ts';

export interface PublisherOptions extends Omit<PublishOptions, 'merges' | 'isWhole'> {
  /** The open store; asked each time, as it may have been opened anew. Throws where it cannot be used. */
  readonly warehouse: () => Warehouse;
  /** Awaited before each publish: ships what else must be in it, such as the wallet's entries. */
  readonly beforeRead?: () => Promise<void>;
}

/** A snapshot, and until when it is known to have everything. */
export interface Fresh extends SnapshotInfo {
  /** Everything that was committed before is in it: later than asOf where nothing had changed. */
  readonly freshAt: EpochMs;
}

export interface Publisher {
  /**
   * The newest snapshot if everything older than `maxAgeMs` is in it, otherwise a new one; with 0 it has
   * everything that was committed before the call. Throws what `beforeRead` and `publish` throw.
   */
  readonly ensure: (maxAgeMs: number) => Promise<Fresh>;
  /** Resolves when nothing is being published any more. */
  readonly idle: () => Promise<void>;
}

export function makePublisher(options: PublisherOptions): Publisher {
  const { now, beforeRead = async () => {} } = options;
  let newest: Fresh | undefined;
  let running: Promise<Fresh> | undefined;
  let startedAt = 0;
  let next: Promise<Fresh> | undefined;

  const run = async (merges: boolean): Promise<Fresh> => {
    const freshAt = now();
    startedAt = freshAt;
    await beforeRead();
    const made = await publish(options.warehouse(), { ...options, merges });
    newest = { ...made, freshAt };
    return newest;
  };
  const start = (merges = false): Promise<Fresh> => {
    const mine = run(merges).finally(() => {
      if (running === mine) running = undefined;
    });
    // small files become larger ones when nobody waits for it
    mine
      .then(({ mergesAreDue }) => {
        if (mergesAreDue && !merges && !running && !next) start(true).catch(() => {});
      })
      .catch(() => {});
    running = mine;
    return mine;
  };
  const afterThis = (current: Promise<Fresh>): Promise<Fresh> => {
    next ??= current
      .catch(() => {})
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
  /** A clock that was set back makes everything look old, never fresh. */
  const isWithin = (instant: EpochMs, maxAgeMs: number) =>
    maxAgeMs > 0 && instant <= now() && now() - instant <= maxAgeMs;

  return {
    ensure: async (maxAgeMs) => {
      newest ??= freshOf(currentSnapshot(options.dir));
      if (newest && isWithin(newest.freshAt, maxAgeMs)) return newest;
      if (!running) return start();
      return isWithin(startedAt, maxAgeMs) ? running : afterThis(running);
    },
    idle: async () => {
      while (running || next) await (next ?? running)?.catch(() => {});
    },
  };
}

function freshOf(snapshot: SnapshotInfo | undefined): Fresh | undefined {
  return snapshot && { ...snapshot, freshAt: snapshot.asOf };
}
