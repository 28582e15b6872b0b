/** What a command's line is declared with, and how its work is run. */
import type { Command } from 'commander';
import type { Catalogue } from '../../contract/stream.ts';
import type { RunCommand } from '../../serve/command-routes.ts';
import type { Session } from '../../serve/session.ts';

export const JSON_OPTION = ['--json', 'print one JSON document', false] as const;

/** What a command does; returns its exit code. */
export type Work = (session: Session) => Promise<number> | number;

/** How a command goes to the daemon: under which arguments, and what watches over it here. */
export interface Sent {
  readonly args: readonly string[];
  readonly guard: <T>(session: Session, run: () => Promise<T>) => Promise<T>;
}

/** What runs the commands that are typed. */
export interface CommandLine {
  readonly catalogue: Catalogue;
  /** Work on the store: where a daemon holds it, the daemon does it, as it was typed or as it is `sent`. */
  readonly run: (work: Work, sent?: Sent) => Promise<void>;
  /** Work that only this process can do; `needsConfig`: not with a wrong setting. */
  readonly runHere: (work: Work, needsConfig?: boolean) => Promise<void>;
  /** Runs a command line for a client of the daemon. */
  readonly runForClient: RunCommand;
}

/** Adds a command to the program. */
export type AddCommand = (ggr: Command, line: CommandLine) => void;
