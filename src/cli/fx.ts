/** The command lines of `ggr fx …`. */
import type { Command } from 'commander';
import { importFx, listFx } from './commands/fx.ts';
import type { Session } from './session/session.ts';

type Run = (work: (session: Session) => Promise<number> | number) => Promise<void>;

const JSON_OPTION = ['--json', 'print one JSON document', false] as const;

/** Adds them to the program; `run` runs a command here, or in the daemon that holds the store. */
export function addFxCommands(ggr: Command, run: Run): void {
  const fx = ggr.command('fx').description('rates of exchange, for ggr.daily_base');
  fx.command('import')
    .description('a CSV file of date,currency,rate,source: units of GGR_BASE_CURRENCY for one unit')
    .argument('<file>', 'with that header; one wrong line and nothing is imported')
    .option(...JSON_OPTION)
    .action((file, options) => run((session) => importFx(session, file, options)));
  fx.command('list', { isDefault: true })
    .description('which currencies have rates, of whom, from when to when')
    .option(...JSON_OPTION)
    .action((options) => run((session) => listFx(session, options)));
}
