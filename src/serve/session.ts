/** What a command works with, in a process of its own and in the daemon alike. */
import type { Config } from '../config/config.ts';
import type { Net } from '../contract/net.ts';
import type { AccountStream, Catalogue } from '../contract/stream.ts';
import type { Warehouse } from '../load/warehouse.ts';
import type { DaemonFacts } from './describe-daemon.ts';
import type { OwnChecks } from './own-checks.ts';
import type { Progress } from './progress.ts';
import type { Table } from './table.ts';

/** Where a command writes. */
export interface Terminal {
  /** Data: a table, a document, rows. */
  readonly out: (text: string) => void;
  /** Everything for people. */
  readonly note: (text: string) => void;
  /** What is as it should be, such as how far something is: who asked for quiet does not hear it. `note` without it. */
  readonly tell?: (text: string) => void;
  /** Data that is a table: as text on `out` without it. */
  readonly table?: (table: Table) => void;
  /** Shows how far something is in place of what it showed before; undefined ends it. Only where a person watches. */
  readonly progress?: ((progress: Progress | undefined) => void) | undefined;
  /** A person types on stdin and reads stdout. */
  readonly isTyped?: boolean;
  /** What is piped into the command, whole; absent where a person would have to type it. */
  readonly piped?: (() => Promise<string>) | undefined;
  /** Reports of what went well are not wanted. */
  readonly isQuiet?: boolean;
  /** Each step is. */
  readonly isVerbose?: boolean;
  /** True if a person watches stderr. */
  readonly isWatched: boolean;
  /** Asks the person there; undefined where nobody can answer. */
  readonly ask?: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
  /** Resolves when what was written has gone far enough for more; absent where that is always so. */
  readonly drained?: (signal: AbortSignal) => Promise<void>;
}

export interface Session {
  readonly config: Config;
  readonly catalogue: Catalogue;
  readonly terminal: Terminal;
  /** Epoch ms. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Who types the command, by the operating system of where it is typed. */
  readonly user: string;
  /** The daemon in which the command runs; without one it opens the store itself. */
  readonly host?: Host;
}

/** What a command that runs in the daemon uses of it: the open store and network, and its manners. */
export interface Host {
  readonly warehouse: Warehouse;
  readonly net: Net;
  /** Runs `work` when nobody else in the daemon pulls one of these streams; says so where it waits. */
  readonly alone: <T>(claim: Claim, work: () => Promise<T>) => Promise<T>;
  /** Runs someone's SQL when few others run, and ends it, by the session's signal, when it takes too long. */
  readonly limited: <T>(session: Session, work: (session: Session) => Promise<T>) => Promise<T>;
  /** How an operator's own checks are asked, in processes of their own. */
  readonly ownChecks: OwnChecks;
  /** The text of a file of the client's, which the client reads. */
  readonly readInput: (path: string) => Promise<string>;
  /** What `status` says of the daemon: schedules and parts. */
  readonly describe: () => DaemonFacts;
  /** The same for people: only what is wrong. */
  readonly troubles: () => readonly string[];
}

/** Which streams a command pulls. */
export interface Claim {
  readonly streams: readonly AccountStream[];
  readonly command: string;
  readonly session: Session;
}
