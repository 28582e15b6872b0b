/** A command line: arguments in, one exit code out. What a command does stands in commands/. */
import { CommanderError } from 'commander';
import type { Needs } from '../config/config.ts';
import { EXIT, GgrError, UsageError } from '../contract/errors.ts';
import type { Catalogue } from '../contract/stream.ts';
import type { Session, Terminal } from '../serve/session.ts';
import { allCommands, type MakeProgram } from './base-program.ts';
import type { Work } from './session/command-line.ts';
import { runInDaemon } from './session/daemon-client.ts';
import { describeError, errorDocument, toDocument } from './session/terminal.ts';
import { heeding, timed } from './session/wishes.ts';

/** Where a command line comes from and speaks to: this process's user, or a client of the daemon. */
export interface Caller {
  readonly catalogue: Catalogue;
  readonly args: readonly string[];
  readonly terminal: Terminal;
  readonly open: (needs: Needs) => Session;
  readonly program: MakeProgram;
}

/** Runs it to its end; errors are printed, not thrown. */
export async function runLine(caller: Caller): Promise<number> {
  const { args, catalogue, program: makeProgram } = caller;
  const terminal = heeding(caller.terminal, args);
  const isJson = wantsJson(args);
  let exitCode: number = EXIT.done;
  const program = makeProgram(
    {
      catalogue,
      run: async (work) => {
        exitCode = await runOnStore(caller, work, 'everything');
      },
      runOnStore: async (work, sent) => {
        const { args: line } = sent ?? caller;
        exitCode = await runOnStore({ ...caller, args: line }, work, 'store');
      },
      runHere: async (work, needs = 'nothing') => {
        exitCode = await runHere(caller, work, needs);
      },
    },
    isJson,
  );
  for (const command of allCommands(program)) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => (isJson ? undefined : terminal.note(text.trimEnd())),
    });
  }
  try {
    await program.parseAsync(args[0] === 'query' ? args.map(asOperand) : args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return fail(error, isJson, terminal);
  }
}

async function runOnStore(caller: Caller, work: Work, needs: Needs): Promise<number> {
  const { args } = caller;
  const session = openFor(caller, needs);
  return session.host ? work(session) : runInDaemon(session, args, work);
}

async function runHere(caller: Caller, work: Work, needs: Needs): Promise<number> {
  const session = openFor(caller, needs);
  if (session.host) throw new UsageError('this command does not run in the daemon');
  return work(session);
}

/** A session whose terminal heeds the line; in a daemon its client puts the times. */
function openFor({ args, open }: Caller, needs: Needs): Session {
  const session = open(needs);
  const terminal = heeding(session.terminal, args);
  return { ...session, terminal: session.host ? terminal : timed(terminal, args, session.now) };
}

/** Whether the one thing on stdout must be a document, whatever happens. */
function wantsJson(args: readonly string[]): boolean {
  return args.includes('--json') || /(^| )--format[ =]json( |$)/.test(args.join(' '));
}

/** A statement that begins with a comment is no option, though it begins with two dashes. */
function asOperand(arg: string): string {
  return /^--(\s|[^\n]*\n)/.test(arg) ? ` ${arg}` : arg;
}

/** Prints an error once, where it belongs, and gives its exit code. */
function fail(error: unknown, isJson: boolean, terminal: Terminal): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    if (isJson) {
      const message = error.message.replace(/^error: /, '');
      terminal.out(toDocument({ error: { code: 'usage', message } }));
    }
    return EXIT.usage;
  }
  if (isJson) terminal.out(toDocument(errorDocument(error)));
  else terminal.note(describeError(error));
  return error instanceof GgrError ? error.exitCode : EXIT.unexpected;
}
