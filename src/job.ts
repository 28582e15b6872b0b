/** What one execution of a stream is given, and who watches it. */
import type { GgrError } from './errors.ts';
import type { Net } from './extract/net.ts';
import type { Warehouse } from './load/warehouse.ts';
import type { WindowCounts } from './load/windows.ts';
import type { Account, AnyStream, Window } from './stream.ts';

export interface SyncJob {
  readonly account: Account;
  readonly stream: AnyStream;
  readonly windows: readonly Window[];
  /** Fresh data (1) goes before history (0). */
  readonly priority: number;
}

export interface SyncContext {
  readonly warehouse: Warehouse;
  readonly net: Net;
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly watch: SyncWatcher;
}

/** Whoever shows progress. */
export interface SyncWatcher {
  loaded(job: SyncJob, window: Window, counts: WindowCounts): void;
  failed(job: SyncJob, window: Window, error: GgrError): void;
  unknownField(job: SyncJob, field: string): void;
}
