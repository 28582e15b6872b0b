/** The terminal of this process: what its streams are decides how tables, bars and colours look. */
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import { Interrupted } from '../../contract/errors.ts';
import { withoutSecrets } from '../../contract/secrets.ts';
import type { Terminal } from '../../serve/session.ts';
import type { Table } from '../../serve/table.ts';
import { visibleLines } from '../../transform/visible.ts';
import { Bars } from './bars.ts';
import { red } from './paint.ts';
import { renderTable } from './table.ts';

const { stdin, stdout, stderr } = process;

const bars = new Bars({
  write: (text) => {
    stderr.write(text);
  },
  width: () => stderr.columns,
  height: () => stderr.rows,
});

/** hasColors knows NO_COLOR and dumb terminals. */
const isColoured = (stream: NodeJS.WriteStream) => stream.isTTY === true && stream.hasColors();

export const processTerminal: Terminal = {
  out: (lines) => bars.above(() => stdout.write(`${lines}\n`)),
  note,
  tell: note,
  table,
  isWatched: stderr.isTTY === true,
  // nothing moves where nobody wants colours: they are asked for, and refused, together (NO_COLOR)
  progress: isColoured(stderr) ? (progress) => bars.show(progress) : undefined,
  isTyped: stdin.isTTY === true && stdout.isTTY === true,
  piped: stdin.isTTY ? undefined : () => text(stdin),
  ask: stdin.isTTY && stderr.isTTY ? askHere : undefined,
};

function note(line: string): void {
  const shown = visibleLines(withoutSecrets(line));
  bars.above(() => stderr.write(`${isColoured(stderr) ? painted(shown) : shown}\n`));
}

/** The line that says what is wrong; not the next step below it. */
function painted(lines: string): string {
  const [first = '', ...rest] = lines.split('\n');
  return /^(ggr: |WARNING: )/.test(first) ? [red(first), ...rest].join('\n') : lines;
}

function table(given: Table): void {
  const size = stdout.isTTY ? { width: stdout.columns, height: stdout.rows } : {};
  const { text: shown, left } = renderTable(given, { ...size, isColoured: isColoured(stdout) });
  bars.above(() => stdout.write(`${shown}\n`));
  for (const line of left) note(line);
}

async function askHere(question: string, signal: AbortSignal): Promise<string> {
  const prompt = createInterface({ input: stdin, output: stderr });
  try {
    return await prompt.question(visibleLines(question), { signal });
  } catch (error) {
    if ((error as Error).name !== 'AbortError') throw error;
    // a key of the terminal, Ctrl-C or Ctrl-D, raises no signal while it asks
    throw signal.aborted ? signal.reason : new Interrupted();
  } finally {
    prompt.close();
  }
}
