/** What the supervisor of `ggr serve` and its parts say to each other, over the channel that fork() opens. */

/** The processes that `ggr serve` starts, in the order of DESIGN: whoever is asked first stands first. */
export const PART_NAMES = ['warehouse', 'wallet', 'readers'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** What a part is told before it does anything. */
export interface PartStart {
  /** The Unix socket on which it listens for HTTP. */
  readonly socket: string;
  /** Where the supervisor answers, the public id of its start, and its process. */
  readonly address: string;
  readonly id: string;
  readonly supervisor: number;
}

/** What a part says of itself, twice a second and when it changes. */
export interface PartReport {
  /** Why it cannot do its work now. */
  readonly notReady?: string | undefined;
  /** What is under way: named where the process must be ended. Never a statement, an id or a player. */
  readonly doing?: string | undefined;
  /** Its own entry in /status.json. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** Why a part could not start, as one error of ggr. */
export interface PartFailure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly exitCode: number;
}

export type ToPart =
  | { readonly start: PartStart }
  /** Take nothing new, end what is under way. Answered by `drained`. */
  | { readonly drain: true }
  /** Close everything and leave. */
  | { readonly stop: true }
  /** How all parts are. Answered by `told`. */
  | { readonly parts: readonly PartStatus[] };

export type FromPart =
  | { readonly ready: true }
  | { readonly failed: PartFailure }
  | { readonly report: PartReport }
  | { readonly drained: true }
  | { readonly told: true }
  /** Why it is about to end by itself. */
  | { readonly ending: string };

/** `up` answers; `waiting` is down and is started again; `ended` is not. */
export type PartState = 'starting' | 'up' | 'waiting' | 'stopping' | 'ended';

/** A part in /status.json and in the supervisor's log. */
export interface PartStatus {
  readonly part: PartName;
  readonly state: PartState;
  readonly pid: number | null;
  readonly restarts: number;
  /** Why it ended last. */
  readonly last_reason: string | null;
  readonly last_ended_at: string | null;
  /** Memory that it holds, in bytes. */
  readonly rss: number | null;
  readonly not_ready: string | null;
  readonly doing: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}
