/** Processes of tests: started, heard, and killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();

/** Runs a file of this folder. */
export function start(file: string, args: readonly string[]): ChildProcess {
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** The first line that it prints: it is at work then. */
export async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('it has no output');
  for await (const chunk of stdout) return String(chunk).trim();
  throw new Error('it ended before it said anything');
}

export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Whatever of them is left. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}
