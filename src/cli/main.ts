/** The command line: what each command takes. What it does stands in commands/. */
import { Command, CommanderError } from 'commander';
import { VERSION } from '../config/version.ts';
import { EXIT, GgrError, UsageError } from '../contract/errors.ts';
import { backfill } from './commands/backfill.ts';
import { showConfig } from './commands/config.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { gaps } from './commands/gaps.ts';
import { listRejects } from './commands/rejects.ts';
import { status } from './commands/status.ts';
import { sync } from './commands/sync.ts';
import type { TransferCommand } from './commands/wallet-transfer.ts';
import { addFxCommands } from './fx.ts';
import { helpDocument } from './help.ts';
import { addReadCommands } from './reads.ts';
import { runInDaemon } from './session/daemon-client.ts';
import { openSession, type Session } from './session/session.ts';
import {
  describeError,
  errorDocument,
  processTerminal,
  type Terminal,
  toDocument,
} from './session/terminal.ts';
import { addWalletCommands } from './wallet.ts';

const JSON_OPTION = ['--json', 'print one JSON document', false] as const;

/** Where a command line comes from and speaks to: this process's user, or a client of the daemon. */
interface Caller {
  readonly args: readonly string[];
  readonly terminal: Terminal;
  readonly open: (needsConfig: boolean) => Session;
}

type Work = (session: Session) => Promise<number> | number;
type Sent = Pick<TransferCommand, 'args' | 'guard'>;

function program(caller: Caller, finish: (work: Promise<number>) => Promise<void>): Command {
  /** A command on the store: where a daemon holds it, the daemon runs it, as typed or as it is `sent`. */
  const run = (work: Work, { args, guard }: Sent = { args: caller.args, guard: (_, go) => go() }) =>
    finish(
      (async () => {
        const session = caller.open(true);
        return guard(session, async () => {
          const there = session.host ? undefined : await runInDaemon(session, args);
          return there ?? work(session);
        });
      })(),
    );
  /** A command that only this process can run. */
  const runHere = (work: Work, needsConfig = false) =>
    finish(
      (async () => {
        const session = caller.open(needsConfig);
        if (session.host) throw new UsageError('this command does not run in the daemon');
        return work(session);
      })(),
    );
  const runAnyway = (work: Work) => runHere(work);
  const ggr = new Command('ggr')
    .description('The GGR warehouse an online-casino operator can trust.')
    .version(wantsJson(caller.args) ? toDocument({ version: VERSION }) : VERSION)
    .exitOverride()
    .configureHelp({
      showGlobalOptions: true,
      ...(wantsJson(caller.args) && { formatHelp: helpDocument }),
    });

  ggr
    .command('demo')
    .description('start the bundled vendors, fill a fresh store, print the GGR table')
    .option('--once', 'end after the table', false)
    .action((options) => runAnyway((session) => demo(session, options)));
  ggr
    .command('sync')
    .description('pull everything that is due up to now')
    .argument('[source...]', 'vendors or streams, such as pv or pv.bets; all without')
    .option('--account <name>', 'only this account')
    .option(...JSON_OPTION)
    .action((sources, options) => run((session) => sync(session, sources, options)));
  ggr
    .command('backfill')
    .description('pull history again; what is loaded is not asked for unless --only all')
    .argument('<source>', 'vendor or stream, such as pv')
    .option('--from <ISO>', 'first instant, UTC unless it has an offset')
    .option('--to <ISO>', 'instant after the last; a report by a cursor (pop.bets) needs neither')
    .option('--stream <name>', 'only this stream')
    .option('--account <name>', 'only this account')
    .option('--only <which>', 'missing, failed or all', 'missing')
    .option('--cursor <id>', 'where to begin a report that is walked by a cursor (pop.bets)')
    .option('--dry-run', 'print the windows, requests and time, and do nothing', false)
    .option('--yes', 'do not ask before more than a day', false)
    .option(...JSON_OPTION)
    .action((source, options) => run((session) => backfill(session, source, options)));
  ggr
    .command('serve')
    .description(
      'the daemon: pulls on a timetable, runs the other commands, answers SQL and status',
    )
    .option('--json', 'print one JSON document: where it listens', false)
    .action((options) =>
      runHere(async (session) => {
        // what only the daemon needs takes a tenth of a second to load: no other command waits for it
        const { serve } = await import('./commands/serve.ts');
        return serve(session, options, runArguments);
      }, true),
    );
  ggr
    .command('status')
    .description('freshness, coverage, and what needs a person')
    .option(...JSON_OPTION)
    .action((options) => run((session) => status(session, options)));
  ggr
    .command('gaps')
    .description('holes and failed windows')
    .option(...JSON_OPTION)
    .action((options) => run((session) => gaps(session, options)));
  const rejects = ggr.command('rejects').description('the quarantine');
  rejects
    .command('list', { isDefault: true })
    .description('refused records with field and reason')
    .option('--raw', 'show the records themselves, which hold player data', false)
    .option(...JSON_OPTION)
    .action((options) => run((session) => listRejects(session, options)));
  addReadCommands(ggr, run);
  ggr
    .command('doctor')
    .description('what is wrong, and the one line that mends it')
    .option(...JSON_OPTION)
    .action((options) => runAnyway((session) => doctor(session, options)));
  addFxCommands(ggr, run);
  addWalletCommands(ggr, run);
  ggr
    .command('config')
    .description('what is set and from where')
    .option(...JSON_OPTION)
    .action((options) => runAnyway((session) => showConfig(session, options)));
  return ggr;
}

/** Runs a command line for a client of the daemon, in the daemon. */
function runArguments(args: readonly string[], session: Session): Promise<number> {
  return main({ args, terminal: session.terminal, open: () => session });
}

async function main(caller: Caller): Promise<number> {
  const { args, terminal } = caller;
  const isJson = wantsJson(args);
  let exitCode: number = EXIT.done;
  const cli = program(caller, async (work) => {
    exitCode = await work;
  });
  for (const command of [cli, ...cli.commands, ...cli.commands.flatMap((c) => c.commands)]) {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => (isJson ? undefined : terminal.note(text.trimEnd())),
    });
  }
  try {
    await cli.parseAsync(args[0] === 'query' ? args.map(asOperand) : args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return fail(error, isJson, terminal);
  }
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

// A reader that closes its end early (`ggr query … | head`) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.unexpected);
});

process.exitCode = await main({
  args: process.argv.slice(2),
  terminal: processTerminal,
  open: (needsConfig) => openSession(processTerminal, needsConfig),
});
