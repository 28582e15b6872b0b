/** Runs the real command in a folder of its own: in a process of its own, or in this one where that proves as much. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeEmptyStore } from './empty-store.ts';

const BIN = resolve(import.meta.dirname, '../../bin/ggr');

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<Outcome>;
}

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Place {
  readonly folder: string;
  readonly store: string;
  readonly env: Readonly<Record<string, string>>;
  start(...args: readonly string[]): Started;
  /** A process, to its end. */
  ggr(...args: readonly string[]): Promise<Outcome>;
  /** ggr with --json or --format json, parsed. */
  json<T>(...args: readonly string[]): Promise<T>;
  /**
   * The same line in this process, a third of a second of CPU cheaper. Not for what a process is:
   * its working folder, signals, locks against this one, its end.
   */
  call(...args: readonly string[]): Promise<Outcome>;
  callJson<T>(...args: readonly string[]): Promise<T>;
  /** What stands in the store, as `ggr query` prints it: by the command where a daemon holds the store. */
  query<T = Record<string, unknown>>(sql: string): Promise<T[]>;
}

/** Somewhere to run ggr: nothing of the machine's environment but PATH reaches it. */
export function place(settings: Readonly<Record<string, string>> = {}): Place {
  return placeIn(temporaryFolder(), settings);
}

/** The same in a folder that the caller takes away. */
export function placeIn(folder: string, settings: Readonly<Record<string, string>> = {}): Place {
  const store = join(folder, 'ggr.duckdb');
  const env = { PATH: process.env.PATH ?? '', HOME: folder, GGR_WAREHOUSE: store, ...settings };
  const start = (...args: readonly string[]): Started => {
    const child = spawn('sh', [BIN, ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const ended = new Promise<Outcome>((done) => {
      child.on('close', (code, signal) => done({ code, signal, stdout, stderr }));
    });
    return { process: child, ended };
  };
  const ggr = (...args: readonly string[]) => start(...args).ended;
  const call = async (...args: readonly string[]) => {
    const { callLine } = await import('./call-line.ts'); // many tests never need it
    return callLine(args, { env, folder });
  };
  const json = async <T>(...args: readonly string[]) => parsed<T>(args, await ggr(...args));
  const callJson = async <T>(...args: readonly string[]) => parsed<T>(args, await call(...args));
  const query = async <T>(sql: string): Promise<T[]> => {
    // whoever holds it answers for it
    const asked = env.GGR_WAREHOUSE;
    if (existsSync(`${asked}.lock`)) return callJson('query', sql, '--format', 'json');
    const { readStore } = await import('./read-store.ts');
    return readStore(asked, sql);
  };
  return {
    folder,
    store,
    env,
    start,
    ggr,
    json,
    call,
    callJson,
    query,
  };
}

/** A place whose store has been made, with nothing in it. */
export function placeWithStore(settings: Readonly<Record<string, string>> = {}): Place {
  const where = place(settings);
  makeEmptyStore(where.store);
  return where;
}

function parsed<T>(args: readonly string[], { code, stdout, stderr }: Outcome): T {
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new Error(`ggr ${args.join(' ')} exited ${code}: ${stdout}${stderr}`);
  }
}
