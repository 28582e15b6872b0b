/** `ggr serve`: the daemon. */
import { Argument } from 'commander';
import type { Needs } from '../../config/config.ts';
import { PART_NAMES } from '../../serve/part-messages.ts';
import type { AddCommand } from '../session/command-line.ts';

/** Only the warehouse asks vendors: the others start without their keys. */
const needsOf = (parts: readonly string[]): Needs =>
  parts.length === 0 || parts.includes('warehouse') ? 'everything' : 'store';

export const addServe: AddCommand = (ggr, { runHere }) => {
  ggr
    .command('serve')
    .description(
      'the daemon: pulls on a timetable, answers game servers, runs the other commands, SQL and status',
    )
    .addArgument(new Argument('[part...]', 'the processes to run; all without').choices(PART_NAMES))
    .option('--json', 'print one JSON document: where it listens', false)
    .action((parts, options) =>
      runHere(async (session) => {
        // what only the daemon needs takes a tenth of a second to load: no other command waits for it
        const { serve } = await import('./serve-daemon.ts');
        return serve(session, { ...options, parts });
      }, needsOf(parts)),
    );
};
