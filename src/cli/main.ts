/** The process of a command: its user's arguments, terminal and signals, and its exit code. */
import { catalogue } from '../catalogue.ts';
import { EXIT } from '../contract/errors.ts';
import { programOf } from './base-program.ts';
import { addServe } from './commands/serve.ts';
import { runLine } from './run-line.ts';
import { processTerminal } from './screen/process-terminal.ts';
import { openSession } from './session/open-session.ts';

// What ggr writes holds players' data and tokens: its user alone reads it, whatever the shell's umask is.
// Of the process, and what it starts; before anything is opened.
process.umask(0o077);

// A reader that closes its end early (`ggr query … | head`) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? EXIT.done : EXIT.unexpected);
});

// Nobody reads what would be said: no reason to end what is being done.
process.stderr.on('error', () => {});

const args = process.argv.slice(2);
// What supervises all other processes loads no engine: the other commands would bring DuckDB along.
const program =
  args[0] === 'serve' ? programOf([addServe]) : (await import('./program.ts')).makeProgram;

process.exitCode = await runLine({
  catalogue,
  args,
  terminal: processTerminal,
  open: (needs) => openSession({ catalogue, terminal: processTerminal, needs }),
  program,
});
