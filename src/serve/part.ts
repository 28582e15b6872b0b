/** What the daemon runs beside the syncs; the wallet is one. */
import type { FastifyInstance } from 'fastify';
import type { Warehouse } from '../load/warehouse.ts';

export interface DaemonPart {
  readonly name: string;
  /** Adds routes to the internal address, behind the bearer token. */
  routes?(app: FastifyInstance): void;
  /** Awaited before any query, command or report answers. */
  beforeRead?(): Promise<void>;
  /** Called when a pull has changed rows. */
  pulled?(): void;
  /** Opens the part's own listener; called when the store is open, and given it. */
  listen?(warehouse: Warehouse): Promise<void>;
  /** Called when the store was opened anew after a full disk; the one that `listen` was given is closed. */
  reopened?(warehouse: Warehouse): void;
  /** Why it is not ready, or nothing. */
  ready?(): string | undefined;
  /** What of it needs a person though it works on, or nothing. */
  trouble?(): string | undefined;
  /** Its entry in /status.json. */
  status?(): object;
  /**
   * Called when no request and no sync is under way any more, before the store closes; also where the
   * start failed before `listen`.
   */
  stop(): Promise<void>;
}
