/** A real `ggr serve` with a vendor to pull from, in a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPvVendor } from '../../src/demo/pv/server.ts';

const BIN = resolve(import.meta.dirname, '../../bin/ggr');
export const WALLET_TOKEN = 'unguessable_0123456789';
const API_TOKEN = 'the-token-of-this-torture';
const LOOK_EVERY_MS = 250;
const MIB = 1024 * 1024;

export type PartName = 'warehouse' | 'wallet' | 'readers';

export interface PartState {
  readonly state: string;
  readonly pid: number;
  readonly restarts: number;
  readonly last_reason: string | null;
  readonly rss: number;
  readonly port?: number;
}

export interface Tortured {
  readonly pid: number;
  readonly address: string;
  call(
    path: string,
    body?: object,
    signal?: AbortSignal,
  ): Promise<{ status: number; text: string }>;
  part(name: PartName): Promise<PartState | undefined>;
  one(sql: string): Promise<number>;
  /** The most that each process held so far, in MiB. */
  readonly most: Record<string, number>;
  /** SIGTERM; how long it took, and the exit code. */
  end(): Promise<{ ms: number; code: number | null }>;
}

export async function startTortured(
  folder: string,
  more: Record<string, string> = {},
): Promise<Tortured> {
  const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const vendor = await startPvVendor({ from: `${day}T00:00:00Z`, betsPerHour: 200 });
  const child = spawn('sh', [BIN, 'serve', '--json'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: folder,
      GGR_WAREHOUSE: `${folder}/store.duckdb`,
      GGR_PORT: '0',
      GGR_API_TOKEN: API_TOKEN,
      GGR_WALLET_PORT: String(20_000 + (process.pid % 20_000)),
      GGR_WALLET_HOST: '127.0.0.1',
      GGR_WALLET_TOKEN: WALLET_TOKEN,
      GGR_PV_URL: vendor.url,
      GGR_PV_MCH_ID: String(vendor.mchId),
      GGR_PV_KEY: vendor.key,
      GGR_PV_CURRENCY: 'EUR',
      GGR_PV_LAG_SECONDS: '1',
      GGR_SCHEDULE_PV: '*/2 * * * * *',
      GGR_SYNC_START: `${day}T00:00:00Z`,
      ...more,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const address = await announced(child.stdout);
  const call = async (path: string, body?: object, signal?: AbortSignal) => {
    const reply = await fetch(`${address}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    return { status: reply.status, text: await reply.text() };
  };
  const most: Record<string, number> = {};
  const parts = async () => {
    const { text } = await call('/status.json');
    return (JSON.parse(text) as { parts?: Record<string, PartState> }).parts ?? {};
  };
  const note = async () => {
    for (const [name, { rss }] of Object.entries(await parts())) {
      most[name] = Math.max(most[name] ?? 0, Math.round((rss ?? 0) / MIB));
    }
  };
  const timer = setInterval(() => void note().catch(() => {}), LOOK_EVERY_MS);
  return {
    pid: child.pid as number,
    address,
    call,
    most,
    part: async (name) => (await parts())[name],
    one: async (sql) => {
      const { text } = await call('/sql', { sql, max_age: 0 });
      return Object.values((JSON.parse(text) as Record<string, number>[])[0] ?? {})[0] as number;
    },
    end: async () => {
      clearInterval(timer);
      const began = performance.now();
      child.kill('SIGTERM');
      const [code] = (await ended) as [number | null];
      const ms = Math.round(performance.now() - began);
      await vendor.close();
      return { ms, code };
    },
  };
}

async function announced(stdout: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  while (!text.trimEnd().endsWith('}')) await sleep(50);
  return (JSON.parse(text) as { address: string }).address;
}
