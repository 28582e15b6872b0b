/** What the page is drawn from: what the warehouse's process knows, and rows of the readers' snapshot. */
import type { JobStatus } from '../../schedules/runner.ts';
import type { Gap } from '../../sync/gap.ts';
import type { DriftStatus, LastRun } from '../../sync/status.ts';
import type { KnownStream } from '../../sync/stream-state.ts';
import type { Statement } from './statements.ts';

export type Fact =
  | string
  | number
  | boolean
  | null
  | readonly Fact[]
  | { readonly [name: string]: Fact };
export type Row = Readonly<Record<string, Fact>>;
export type Facts = Readonly<Record<string, unknown>>;

/** The document of /status.json; without what the store says while nobody can read it. */
export interface Known {
  readonly as_of?: string;
  readonly warehouse?: string;
  readonly streams?: readonly KnownStream[];
  readonly last_run?: LastRun | null;
  readonly drift?: readonly DriftStatus[];
  readonly clock_behind_seconds?: number;
  readonly unaccounted_windows?: number;
  readonly gaps?: readonly Gap[];
  readonly daemon: { readonly version: string; readonly store_fault: string | null };
  readonly schedules?: readonly JobStatus[];
  readonly parts: Readonly<Record<string, Facts>>;
}

export interface Rows {
  readonly rows: readonly Row[];
  /** As of when they are, ISO 8601. */
  readonly asOf: string | undefined;
}

/** Throws Away where a part does not answer. */
export interface Source {
  known(): Promise<Known>;
  rows(statement: Statement): Promise<Rows>;
}

/** A part does not answer, or not with what was asked. */
export class Away extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.name = 'Away';
    this.hint = hint;
  }
}

export const text = (value: Fact | undefined): string =>
  value === null || value === undefined ? '' : String(value);

export const textOrNull = (value: Fact | undefined): string | null =>
  value === null || value === undefined ? null : String(value);
