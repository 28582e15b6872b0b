/** What the daemon of the warehouse's process is started with. */
import type { StoreError } from '../contract/errors.ts';
import type { openStore } from '../load/open-store.ts';
import type { Cron } from '../schedules/cron.ts';
import type { RunCommand } from './command-routes.ts';
import type { Log } from './log.ts';
import type { HoldNow } from './own-checks.ts';
import type { DaemonPart } from './part.ts';
import type { PartStart } from './part-messages.ts';
import type { Pings } from './pings.ts';
import type { Session } from './session.ts';
import type { Tracing } from './spans.ts';

export interface DaemonOptions {
  readonly session: Pick<Session, 'config' | 'catalogue' | 'now' | 'user'>;
  readonly parts: readonly DaemonPart[];
  readonly runCommand: RunCommand;
  /** Where it listens for its supervisor; GGR_PORT without one. */
  readonly at?: PartStart;
  readonly log: Log;
  readonly cron?: Cron;
  /** Who is told of the jobs; nobody without. */
  readonly pings?: Pings;
  /** A snapshot for an operator's own checks; without it none of them can be asked. */
  readonly hold?: HoldNow;
  readonly openStore?: typeof openStore;
  /** Called when the store cannot be used, and when it can again. */
  readonly onStoreFault?: () => void;
  /**
   * Called when DuckDB gave the store up for another reason than a full disk: syncs have ended. The store
   * works again only in a new process.
   */
  readonly onStoreFatal?: (fault: StoreError) => void;
  /** Where spans of its work go; nowhere without. */
  readonly tracing?: Tracing;
  /** How often a full disk is looked at. */
  readonly lookAtDiskEveryMs?: number;
}
