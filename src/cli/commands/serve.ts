/** `ggr serve`: the daemon. */
import type { AddCommand } from '../session/command-line.ts';

export const addServe: AddCommand = (ggr, { runHere, runForClient }) => {
  ggr
    .command('serve')
    .description(
      'the daemon: pulls on a timetable, runs the other commands, answers SQL and status',
    )
    .option('--json', 'print one JSON document: where it listens', false)
    .action((options) =>
      runHere(async (session) => {
        // what only the daemon needs takes a tenth of a second to load: no other command waits for it
        const { serve } = await import('./serve-daemon.ts');
        return serve(session, options, runForClient);
      }, 'everything'),
    );
};
