/** What a command's line is declared with, and how its work is run. */
import type { Command } from 'commander';
import type { Needs } from '../../config/config.ts';
import type { Catalogue } from '../../contract/stream.ts';
import type { Session } from '../../serve/session.ts';

export const JSON_OPTION = ['--json', 'print one JSON document', false] as const;

/** What a command does; returns its exit code. */
export type Work = (session: Session) => Promise<number> | number;

/** The line as it goes to the daemon, where that works in another folder than the one in which it was typed. */
export interface Sent {
  readonly args: readonly string[];
}

/** What runs the commands that are typed. */
export interface CommandLine {
  readonly catalogue: Catalogue;
  /** Work on store and vendors: where a daemon holds the store, the daemon does it. */
  readonly run: (work: Work) => Promise<void>;
  /** Work that asks no vendor: their settings may be wrong. Sent as it was typed, or as `sent` says. */
  readonly runOnStore: (work: Work, sent?: Sent) => Promise<void>;
  /** Work that only this process can do; nothing is needed of the configuration unless it is said. */
  readonly runHere: (work: Work, needs?: Needs) => Promise<void>;
}

/** Adds a command to the program. */
export type AddCommand = (ggr: Command, line: CommandLine) => void;
