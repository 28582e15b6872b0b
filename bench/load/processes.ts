/** The processes of a bench: each way has one of its own, started as bin/ggr starts ggr. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { FLAGS, SETTINGS } from '../as-started.ts';

const children: ChildProcess[] = [];

/** Starts a script of bench/ and reads its first line, which is JSON. */
export async function answerOf<T>(script: string, args: readonly string[]): Promise<T> {
  const child = spawn(
    process.execPath,
    [...FLAGS, join(import.meta.dirname, '..', script), ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...SETTINGS },
    },
  );
  children.push(child);
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${script} exited ${code}`);
    }),
  ]);
  return JSON.parse(String(line[0])) as T;
}

/** Ends those that still run. */
export function endAll(): void {
  for (const child of children) child.kill();
}
