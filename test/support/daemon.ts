/** A real `ggr serve` in a process of its own, and requests to it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import { VERSION } from '../../src/config/version.ts';
import type { Place, Started } from './ggr.ts';

export interface RunningDaemon {
  readonly address: string;
  readonly token: string;
  readonly pid: number;
  readonly started: Started;
  /** A request with the token; a body is sent as JSON. */
  call(path: string, body?: unknown): Promise<Answer>;
  /** Of everything that was committed before the question. */
  sql(text: string, format?: string): Promise<Answer>;
  /** Has the daemon run a command line; resolves when it does. */
  command(argv: readonly string[], canAsk?: boolean): Promise<RunningCommand>;
  /** Waits until the log or a message says so, so often. */
  said(text: string, times?: number): Promise<void>;
  /** SIGKILL to all its processes at once, as a machine's end would. */
  crash(): Promise<void>;
  /** What /status.json says of one of its parts. */
  part(name: 'warehouse' | 'wallet' | 'readers'): Promise<PartOfStatus>;
  /** SIGTERM, then the end. */
  end(): Promise<{ code: number | null; stderr: string }>;
}

export interface PartOfStatus {
  readonly state: string;
  readonly pid: number;
  readonly restarts: number;
  readonly last_reason: string | null;
  readonly rss: number;
  readonly not_ready: string | null;
  readonly [name: string]: unknown;
}

export interface RunningCommand {
  readonly id: string;
  /** What has come so far. */
  readonly text: () => string;
  /** All of it; resolves when the command is over. */
  readonly ended: Promise<string>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly json: <T = Record<string, unknown>>() => T;
}

interface Announcement {
  readonly address: string;
  readonly pid: number;
  readonly token_file: string | null;
}

/** Where nobody asks SQL over HTTP: a third of what a start costs is the readers'. */
export const WITHOUT_READERS = ['warehouse', 'wallet'] as const;

/** Starts it, or only some of its parts, on any free port and waits until it is ready; it is killed when the test ends. */
export async function serve(where: Place, ...parts: readonly string[]): Promise<RunningDaemon> {
  const started = where.start('serve', '--json', ...parts);
  onTestFinished(() => crashOf(started));
  return running(where, started);
}

/** The same for several tests: whoever starts it ends it. */
export async function serveForAll(where: Place): Promise<RunningDaemon> {
  const started = where.start('serve', '--json');
  return running(where, started).catch(async (error: unknown) => {
    await crashOf(started);
    throw error;
  });
}

async function crashOf(started: Started): Promise<void> {
  killTree(started.process.pid as number);
  await started.ended;
}

async function running(where: Place, started: Started): Promise<RunningDaemon> {
  const crash = () => crashOf(started);
  const announced = await announcement(started);
  const { address, pid, token_file } = announced;
  const token =
    token_file === null ? (where.env.GGR_API_TOKEN ?? '') : readFileSync(token_file, 'utf8').trim();
  const call = (path: string, body?: unknown) => fetchJson(`${address}${path}`, token, body);
  let heard = '';
  started.process.stderr?.on('data', (text: string) => {
    heard += text;
  });
  return {
    address,
    token,
    pid,
    started,
    call,
    sql: (text, format) => call('/sql', { sql: text, max_age: 0, ...(format && { format }) }),
    command: (argv, canAsk = false) => startCommand(address, token, argv, canAsk),
    crash,
    part: async (name) => {
      const { parts } = (await call('/status.json')).json<{
        parts: Record<string, PartOfStatus>;
      }>();
      return parts[name] as PartOfStatus;
    },
    said: (text, times = 1) => until(() => heard.split(text).length > times),
    end: async () => {
      started.process.kill('SIGTERM');
      const { code, stderr } = await started.ended;
      return { code, stderr };
    },
  };
}

/** A process and those that it started, the first one first: it can start no other any more. */
function killTree(pid: number): void {
  const { stdout } = spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' });
  for (const each of [pid, ...stdout.split('\n').filter(Boolean).map(Number)]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // gone already
    }
  }
}

async function announcement({ process, ended }: Started): Promise<Announcement> {
  let text = '';
  const whole = Promise.withResolvers<Announcement>();
  process.stdout?.on('data', (piece: string) => {
    text += piece;
    if (!text.includes('"error"') && text.trimEnd().endsWith('}'))
      whole.resolve(JSON.parse(text) as Announcement);
  });
  const died = ended.then(({ code, stderr }) => {
    throw new Error(`ggr serve ended with ${code}: ${stderr}`);
  });
  died.catch(() => {});
  return Promise.race([whole.promise, died]);
}

async function startCommand(
  address: string,
  token: string,
  argv: readonly string[],
  canAsk: boolean,
): Promise<RunningCommand> {
  const { body } = await request(`${address}/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: VERSION, argv, can_ask: canAsk, settings: {} }),
  });
  let text = '';
  const ended = (async () => {
    for await (const piece of body) text += piece;
    return text;
  })();
  await until(() => text.includes('\n'));
  return { id: /"id":"([^"]+)"/.exec(text)?.[1] ?? '', text: () => text, ended };
}

export async function fetchJson(url: string, token?: string, body?: unknown): Promise<Answer> {
  const response = await request(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.body.text();
  return { status: response.statusCode, text, json: () => JSON.parse(text) };
}

/** Waits until something holds; the test's own time-out ends it. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(25);
}
