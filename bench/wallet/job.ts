/** What every wallet of the bench is given, and how it says that it serves. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { SETTINGS } from '../as-started.ts';

export interface Job {
  readonly folder: string;
  /** A vendor whose hours are pulled at full speed meanwhile; undefined: none. */
  readonly vendor?: { readonly url: string; readonly mch_id: number; readonly key: string };
  readonly hours: number;
  /** The journal stands already, sessions and all. */
  readonly isFilled?: boolean;
}

/** Players, each with one session: more than there are connections, as in life. */
export const SESSIONS = 1024;
export const START_CREDIT = 100_000_000n;
export const TOKEN = 'bench_0123456789abcdef';

export const readJob = (): Job => JSON.parse(process.argv[2] ?? '{}') as Job;

/** Says that it serves; `stop` runs at SIGTERM, and what it gives is told with the CPU and memory used. */
export function ready(port: number | undefined, stop: () => Promise<object>): void {
  const before = process.cpuUsage();
  process.stdout.write(`${JSON.stringify({ port })}\n`);
  let isEnding = false;
  process.on('SIGTERM', async () => {
    if (isEnding) return; // a second one would cut off a profile that is being written
    isEnding = true;
    const { user, system } = process.cpuUsage(before);
    const used = { cpu_s: (user + system) / 1e6, rss_mb: process.resourceUsage().maxRSS / 1024 };
    const told = { pulled: null, ...used, ...(await stop()) };
    process.stdout.write(`${JSON.stringify(told)}\n`, () => process.exit(0));
  });
}

export interface Child {
  readonly process: ChildProcess;
  /** The next line it prints, one JSON document. */
  line<T>(): Promise<T>;
  stop(): Promise<void>;
}

export interface Start {
  /** Of node itself. */
  readonly flags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a script of the bench, or of a bench elsewhere by its whole path, as bin/ggr would start it. */
export function start(
  script: string,
  args: readonly string[],
  { flags = [], env = {} }: Partial<Start> = {},
): Child {
  const path = resolve(import.meta.dirname, script);
  const child = spawn(process.execPath, [...flags, path, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...SETTINGS, ...env },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, 'exit');
  return {
    process: child,
    line: async <T>() => {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${script} ended`);
      return JSON.parse(value) as T;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
