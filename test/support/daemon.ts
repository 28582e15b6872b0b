/** A real `ggr serve` in a process of its own, and requests to it. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { onTestFinished } from 'vitest';
import type { Place, Started } from './ggr.ts';

export interface RunningDaemon {
  readonly address: string;
  readonly token: string;
  readonly pid: number;
  readonly started: Started;
  /** A request with the token; a body is sent as JSON. */
  call(path: string, body?: unknown): Promise<Answer>;
  sql(text: string, format?: string): Promise<Answer>;
  /** SIGTERM, then the end. */
  end(): Promise<{ code: number | null; stderr: string }>;
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

/** Starts it on any free port and waits until it is ready; it is killed when the test ends. */
export async function serve(where: Place): Promise<RunningDaemon> {
  const started = where.start('serve', '--json');
  onTestFinished(async () => {
    started.process.kill('SIGKILL');
    await started.ended;
  });
  const announced = await announcement(started);
  const { address, pid, token_file } = announced;
  const token =
    token_file === null ? (where.env.GGR_API_TOKEN ?? '') : readFileSync(token_file, 'utf8').trim();
  const call = (path: string, body?: unknown) => fetchJson(`${address}${path}`, token, body);
  return {
    address,
    token,
    pid,
    started,
    call,
    sql: (text, format) => call('/sql', { sql: text, ...(format && { format }) }),
    end: async () => {
      started.process.kill('SIGTERM');
      const { code, stderr } = await started.ended;
      return { code, stderr };
    },
  };
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
