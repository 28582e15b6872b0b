/** What people and scripts see: data on stdout, everything else on stderr, no colour anywhere. */
import { createInterface } from 'node:readline/promises';
import Table from 'cli-table3';
import { GgrError } from '../../contract/errors.ts';
import { withoutSecrets } from '../../contract/secrets.ts';
import type { Terminal } from '../../serve/session.ts';
import { visible, visibleLines } from '../../transform/visible.ts';

export const processTerminal: Terminal = {
  out: (text) => {
    process.stdout.write(`${text}\n`);
  },
  note: (text) => {
    process.stderr.write(`${visibleLines(withoutSecrets(text))}\n`);
  },
  isWatched: process.stderr.isTTY === true,
  ask: process.stdin.isTTY && process.stderr.isTTY ? askHere : undefined,
};

async function askHere(question: string, signal: AbortSignal): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await prompt.question(visibleLines(question), { signal });
  } finally {
    prompt.close();
  }
}

const NO_BORDER = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((part) => [part, '']),
);

/** A plain table, a row a line whatever stands in it: columns of numbers to the right, two spaces between columns. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  rightAligned: ReadonlySet<string> = new Set(),
): string {
  const table = new Table({
    head: head.map(visible),
    chars: { ...NO_BORDER, middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: head.map((name) => (rightAligned.has(name) ? 'right' : 'left')),
  });
  for (const row of rows) table.push(row.map((cell) => visible(cell ?? '')));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** One JSON document. */
export function toDocument(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** An error as people read it: what, where and the next step; the stack only for bugs. */
export function describeError(error: unknown): string {
  if (error instanceof GgrError) {
    return error.hint ? `ggr: ${error.message}\n     ${error.hint}` : `ggr: ${error.message}`;
  }
  const message = withoutSecrets(error instanceof Error ? (error.stack ?? '') : String(error));
  return `ggr: unexpected: ${message}\n     this is a bug; what was committed is kept`;
}

/** The same as the one document of --json. */
export function errorDocument(error: unknown): { error: Record<string, string | undefined> } {
  if (error instanceof GgrError) {
    return { error: { code: error.code, message: error.message, hint: error.hint } };
  }
  const message = withoutSecrets(error instanceof Error ? error.message : String(error));
  return { error: { code: 'unexpected', message } };
}
