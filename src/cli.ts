/** The command line: what each command takes. What it does stands in commands/. */
import { Command, CommanderError } from 'commander';
import { backfill } from './commands/backfill.ts';
import { showConfig } from './commands/config.ts';
import { demo } from './commands/demo.ts';
import { detail } from './commands/detail.ts';
import { doctor } from './commands/doctor.ts';
import { gaps } from './commands/gaps.ts';
import { query } from './commands/query.ts';
import { listRejects } from './commands/rejects.ts';
import { openSession, type Session } from './commands/session.ts';
import { status } from './commands/status.ts';
import { sync } from './commands/sync.ts';
import { describeError, errorDocument, processTerminal, toDocument } from './commands/terminal.ts';
import { EXIT, type ExitCode, GgrError } from './errors.ts';

const VERSION = '0.1.0';
const JSON_OPTION = ['--json', 'print one JSON document', false] as const;

function program(finish: (work: Promise<ExitCode>) => Promise<void>): Command {
  const run = (work: (session: Session) => Promise<ExitCode> | ExitCode) =>
    finish((async () => work(openSession(processTerminal, true)))());
  const runAnyway = (work: (session: Session) => Promise<ExitCode> | ExitCode) =>
    finish((async () => work(openSession(processTerminal, false)))());
  const ggr = new Command('ggr')
    .description('The GGR warehouse an online-casino operator can trust.')
    .version(VERSION)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });

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
    .requiredOption('--from <ISO>', 'first instant, UTC unless it has an offset')
    .requiredOption('--to <ISO>', 'instant after the last')
    .option('--stream <name>', 'only this stream')
    .option('--account <name>', 'only this account')
    .option('--only <which>', 'missing, failed or all', 'missing')
    .option('--cursor <id>', 'where to begin a report that is walked by a cursor (pop.bets)')
    .option('--dry-run', 'print the windows, requests and time, and do nothing', false)
    .option('--yes', 'do not ask before more than a day', false)
    .option(...JSON_OPTION)
    .action((source, options) => run((session) => backfill(session, source, options)));
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
  ggr
    .command('query')
    .description('read-only SQL over the store')
    .argument('<sql>', 'one select statement')
    .option('--format <format>', 'table, json, csv or parquet', 'table')
    .option('--out <file>', 'write there instead of to standard output')
    .action((text, options) => run((session) => query(session, text, options)));
  ggr
    .command('detail')
    .description("the address of the vendor's page that shows one round")
    .argument('<vendor>', 'such as pv')
    .argument('<game_id>', "the vendor's id of the game")
    .argument('<draw_id>', "the vendor's id of the round")
    .option('--account <name>', 'which account, where the vendor has several')
    .option(...JSON_OPTION)
    .action((source, gameId, roundId, options) =>
      run((session) => detail(session, { source, gameId, roundId }, options)),
    );
  ggr
    .command('doctor')
    .description('what is wrong, and the one line that mends it')
    .option(...JSON_OPTION)
    .action((options) => runAnyway((session) => doctor(session, options)));
  ggr
    .command('config')
    .description('what is set and from where')
    .option(...JSON_OPTION)
    .action((options) => runAnyway((session) => showConfig(session, options)));
  return ggr;
}

async function main(args: readonly string[]): Promise<number> {
  const wantsJson = args.includes('--json') || /(^| )--format[ =]json( |$)/.test(args.join(' '));
  let exitCode: number = EXIT.done;
  const cli = program(async (work) => {
    exitCode = await work;
  });
  for (const command of [cli, ...cli.commands, ...cli.commands.flatMap((c) => c.commands)]) {
    command.exitOverride();
    if (wantsJson) command.configureOutput({ writeErr: () => {} });
  }
  try {
    await cli.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    return fail(error, wantsJson);
  }
}

/** Prints an error once, where it belongs, and gives its exit code. */
function fail(error: unknown, wantsJson: boolean): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.done;
    if (wantsJson) {
      const message = error.message.replace(/^error: /, '');
      processTerminal.out(toDocument({ error: { code: 'usage', message } }));
    }
    return EXIT.usage;
  }
  if (wantsJson) processTerminal.out(toDocument(errorDocument(error)));
  else processTerminal.note(describeError(error));
  return error instanceof GgrError ? error.exitCode : EXIT.unexpected;
}

// A reader that closes its end early (`ggr query … | head`) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.unexpected);
});

process.exitCode = await main(process.argv.slice(2));
