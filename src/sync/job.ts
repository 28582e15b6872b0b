/** What one execution of a stream is given, and who watches it. */
import type { GgrError } from '../contract/errors.ts';
import type { Walk, WindowCounts } from '../contract/ledger.ts';
import type { Net } from '../contract/net.ts';
import type { CursorStream, WindowedStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { Window } from '../contract/window.ts';
import type { Warehouse } from '../load/warehouse.ts';

interface CommonJob {
  readonly account: Account;
  /** Fresh data (1) goes before history (0). */
  readonly priority: number;
}

/** Windows to pull, several at a time. */
export interface WindowJob extends CommonJob {
  readonly stream: WindowedStream;
  readonly windows: readonly Window[];
  /** Says what is due once the other jobs of the account have ended, where this one leans on their rows. */
  readonly replan?: (() => Promise<readonly Window[]>) | undefined;
  /** How long after what closed lately was equal to the vendor's totals it is held against them again. */
  readonly lookEveryMs?: number | undefined;
  readonly walk?: undefined;
}

/** A walk to go on with; nothing to do without one. */
export interface CursorJob extends CommonJob {
  readonly stream: CursorStream;
  readonly walk: Walk | null;
  readonly windows?: undefined;
  readonly replan?: undefined;
}

export type SyncJob = WindowJob | CursorJob;

export interface SyncContext {
  readonly warehouse: Warehouse;
  /** Address of the ClickHouse that has what the store has forgotten; undefined: there is none. */
  readonly cluster?: string | undefined;
  readonly net: Net;
  readonly runId: string;
  readonly signal: AbortSignal;
  readonly watch: SyncWatcher;
}

/** A window that is loaded, and with what. */
export interface WindowTask {
  readonly job: WindowJob;
  readonly window: Window;
  readonly context: SyncContext;
  /** Told how many records each whole read of it had, before its commit. */
  readonly hasRead?: (records: number) => void;
}

/** Whoever shows progress. */
export interface SyncWatcher {
  /** A window, or, without one, a piece of a walk. */
  loaded(job: SyncJob, window: Window | undefined, counts: WindowCounts): void;
  failed(job: SyncJob, window: Window | undefined, error: GgrError): void;
  /** Nothing more comes of the job, however it ended. */
  ended?(job: SyncJob): void;
  unknownField(job: SyncJob, field: string): void;
  /** Something that people must hear of and that fails nothing. */
  noted(job: SyncJob, text: string): void;
  /** Nothing more comes. */
  stop(): void;
}
