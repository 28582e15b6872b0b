/** What somebody wants of any command: nothing of what went well, every step, or tables whole. */
import type { Terminal } from '../../serve/session.ts';
import { iso } from '../../transform/time.ts';

/** Options of the program, and so of every command. */
export const QUIET = ['-q, --quiet', 'say only what needs a person (for cron)', false] as const;
export const VERBOSE = ['-v, --verbose', 'say each step', false] as const;
/** An option of the commands that print tables. */
export const ALL = [
  '--all',
  'on a terminal: every row and column, however many fit',
  false,
] as const;

/** Commands whose lines are read later, in a log or a mail: off a terminal each line has its time. */
const LOGGED: ReadonlySet<string> = new Set(['sync', 'backfill', 'reconcile']);

/** A terminal that heeds the options of a line. */
export function heeding(terminal: Terminal, args: readonly string[]): Terminal {
  const has = (...flags: readonly string[]) => flags.some((flag) => words(args).includes(flag));
  const { table } = terminal;
  return {
    ...terminal,
    ...(has('--all') && table && { table: (given) => table({ ...given, all: true }) }),
    ...(has('-v', '--verbose') && { isVerbose: true }),
    ...(has('-q', '--quiet') && { isQuiet: true, tell: () => {}, progress: undefined }),
  };
}

/** So an error begins that ends the command: it is what it is without a daemon, which prints it past all this. */
const LAST_WORDS = /^ggr: /;

/** The same with the time before each line, where nobody watches it go by. */
export function timed(terminal: Terminal, args: readonly string[], now: () => number): Terminal {
  const command = args.find((arg) => !arg.startsWith('-')) ?? '';
  if (terminal.isWatched || !LOGGED.has(command)) return terminal;
  const stamp = (text: string) => {
    if (LAST_WORDS.test(text)) return text;
    const at = iso(Math.floor(now() / 1000) * 1000);
    return text.replaceAll(/^(?=.)/gm, `${at} `);
  };
  const { note, tell = note } = terminal;
  return {
    ...terminal,
    note: (text) => note(stamp(text)),
    tell: (text) => tell(stamp(text)),
  };
}

/** Behind two dashes stand operands. */
function words(args: readonly string[]): readonly string[] {
  const end = args.indexOf('--');
  return end === -1 ? args : args.slice(0, end);
}
