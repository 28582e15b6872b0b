/** A real terminal of some size: tmux, with a shell in it that types what a test types. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

const BIN = resolve(import.meta.dirname, '../../bin/ggr');
const LOOK_EVERY_MS = 250;
const LONGEST_MS = 60_000;

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Screen {
  /** Types a line, and Enter. */
  type(line: string): void;
  /** Keys by tmux's names: C-c, Tab. */
  press(...keys: readonly string[]): void;
  /** The lines that stand there; with `colours` as the terminal was told them. */
  lines(colours?: 'colours'): string[];
  /** Waits until something stands there; throws with the screen where it never does. */
  shows(text: string | RegExp): Promise<string[]>;
  /** Runs a line to its end, on a screen that was cleared; what then stands there, the exit code last. */
  run(line: string): Promise<string[]>;
}

/** Opens one that goes when the test ends. `ggr` is the command there. */
export function openScreen(
  { columns, rows }: Size,
  where: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Screen {
  const socket = `ggr-${randomUUID()}`;
  const tmux = (...args: readonly string[]) =>
    execFileSync('tmux', ['-L', socket, ...args], {
      encoding: 'utf8',
      env: { ...where.env, TERM: 'xterm-256color' },
    });
  tmux(
    '-f',
    '/dev/null',
    'new-session',
    '-d',
    '-x',
    `${columns}`,
    '-y',
    `${rows}`,
    '-c',
    where.folder,
    'sh',
  );
  onTestFinished(() => void tmux('kill-server'));
  const press = (...keys: readonly string[]) => void tmux('send-keys', ...keys);
  const type = (line: string) => {
    // tmux takes a semicolon at the end for its own
    tmux('send-keys', '-l', '--', line.replace(/;$/, '\\;'));
    press('Enter');
  };
  const lines = (colours?: 'colours') => {
    const text = tmux('capture-pane', '-p', ...(colours ? ['-e'] : []));
    return text.trimEnd().split('\n');
  };
  const shows = async (wanted: string | RegExp) => {
    for (let waited = 0; waited < LONGEST_MS; waited += LOOK_EVERY_MS) {
      const now = lines();
      if (
        typeof wanted === 'string' ? now.join('\n').includes(wanted) : wanted.test(now.join('\n'))
      )
        return now;
      await sleep(LOOK_EVERY_MS);
    }
    throw new Error(`the terminal never shows ${wanted}:\n${lines().join('\n')}`);
  };
  type(`PS1='$ '; ggr() { sh ${BIN} "$@"; }`);
  const run = async (line: string) => {
    type(`clear; ${line}; echo "[exit $?]"`);
    const found = await shows(/^\[exit \d+\]$/m);
    return found.slice(0, found.findIndex((each) => /^\[exit/.test(each)) + 1);
  };
  return { type, press, lines, shows, run };
}
