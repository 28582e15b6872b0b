/** What a command's client and the daemon say to each other: one JSON object a line. */
import type { Progress } from './progress.ts';
import type { Table } from './table.ts';

/** POST /commands, from the client. */
export interface CommandRequest {
  readonly version: string;
  readonly argv: readonly string[];
  /** True if a person can answer a question. */
  readonly can_ask: boolean;
  /** True if a person watches stderr. */
  readonly is_watched?: boolean | undefined;
  /** Who types the command, as the client's operating system says; the token is what it is trusted by. */
  readonly user?: string | undefined;
  /** Fingerprints of the client's settings, to say where they differ. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Lines of the answer. A line without anything says that the daemon is still there. */
export type Line =
  | { readonly id: string }
  | { readonly out: string }
  | { readonly note: string }
  /** What quiet clients do not hear. */
  | { readonly tell: string }
  /** Data; the client knows how wide its terminal is. */
  | { readonly table: Table }
  /** How far it is; null ends it. */
  | { readonly progress: Progress | null }
  /** Answered by POST /commands/<id> {answer}. */
  | { readonly ask: string }
  /** The client reads a file that it was told to give; answered by {answer: its text} or {refusal, hint}. */
  | { readonly read: string }
  | { readonly exit: number }
  | Readonly<Record<string, never>>;

/** POST /commands/<id>, from the client. */
export interface Reply {
  readonly interrupt?: true | undefined;
  readonly answer?: string | undefined;
  readonly refusal?: string | undefined;
  readonly hint?: string | undefined;
}

/** Between two signs of life. */
export const HEARTBEAT_MS = 5_000;
