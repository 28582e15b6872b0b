/** The command lines that ask: the store (`query`) or a vendor (`detail`, `lookup`). */
import type { Command } from 'commander';
import { detail } from './commands/detail.ts';
import { listLookups, lookup } from './commands/lookup.ts';
import { query } from './commands/query.ts';
import type { Session } from './session/session.ts';

type Run = (work: (session: Session) => Promise<number> | number) => Promise<void>;

const JSON_OPTION = ['--json', 'print one JSON document', false] as const;
const ACCOUNT_OPTION = ['--account <name>', 'which account, where the vendor has several'] as const;

/** Adds them to the program; `run` runs a command here, or in the daemon that holds the store. */
export function addReadCommands(ggr: Command, run: Run): void {
  ggr
    .command('query')
    .description('read-only SQL over the store')
    .argument('[sql]', 'one select statement')
    .option('--file <path>', 'read the statement from a file, such as one of sql/examples')
    .option('--format <format>', 'table (as without it), json, csv or parquet')
    .option('--json', 'the same as --format json')
    .option('--out <file>', 'write there instead of to standard output')
    .action((text, options) => run((session) => query(session, text, options)));
  ggr
    .command('detail')
    .description("the address of the vendor's page that shows one round")
    .argument('<vendor>', 'such as pv')
    .argument('<game_id>', "the vendor's id of the game")
    .argument('<draw_id>', "the vendor's id of the round")
    .option(...ACCOUNT_OPTION)
    .option(...JSON_OPTION)
    .action((source, gameId, roundId, options) =>
      run((session) => detail(session, { source, gameId, roundId }, options)),
    );
  ggr
    .command('lookup')
    .description('ask a vendor one thing now; the answer is printed and not stored')
    .argument('<vendor>', 'such as pop')
    .argument('<what>', `what to ask: ${listLookups().join(', ')}`)
    .argument('[value...]', 'what it is asked with, in order')
    .option(...ACCOUNT_OPTION)
    .option(...JSON_OPTION)
    .action((source, what, values, options) =>
      run((session) => lookup(session, { source, what, values }, options)),
    );
}
