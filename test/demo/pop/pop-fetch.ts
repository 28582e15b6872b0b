import { fetch, type Response } from 'undici';
import { onTestFinished } from 'vitest';
import {
  type PopVendor,
  type PopVendorOptions,
  startPopVendor,
} from '../../../src/demo/pop/server.ts';

/** Midnight, UTC, on which these vendors begin, and their now: two and a half days on. */
export const DAY_MS = Date.UTC(2025, 2, 1);
export const HOUR = 3_600_000;
export const NOW_MS = DAY_MS + 60 * HOUR;

export const BETLIST = '/api/v1/record/betlist';
export const BETLOGS = '/api/v1/record/getbetlogs';

/** What the vendor answered, not checked at all: the tests do. */
export interface Reply {
  code?: number;
  error: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the vendor sends is what is under test.
  data: any;
}

/** A row by the names of its columns. */
export type Row = Record<string, unknown>;

/** A vendor on a clock that only the test moves. */
export interface ClockedVendor {
  vendor: PopVendor;
  clock: { ms: number };
  ask(path: string, body?: object): Promise<Reply>;
  betList(StartID: string, Count?: number): Promise<Reply['data']>;
  /** Follows the cursor from one on until a page is empty. */
  readAll(from?: string, count?: number): Promise<{ rows: Row[]; cursor: string; pages: number }>;
}

/** Starts one at NOW_MS. */
export async function startClocked(options: PopVendorOptions = {}): Promise<ClockedVendor> {
  const clock = { ms: NOW_MS };
  const vendor = await startPopVendor({ now: () => clock.ms, from: DAY_MS, ...options });
  const ask = async (path: string, body: object = {}): Promise<Reply> =>
    (await (await post(vendor, path, body)).json()) as Reply;
  const betList = async (StartID: string, Count = 5000): Promise<Reply['data']> => {
    const reply = await ask(BETLIST, { StartID, Count });
    if (reply.error !== '') throw new Error(reply.error);
    return reply.data;
  };
  const readAll = async (from = '', count = 1000) => {
    const rows: Row[] = [];
    let cursor = from;
    for (let pages = 1; ; pages += 1) {
      const page = await betList(cursor, count);
      if (page.List.length === 0) return { rows, cursor: page.NextStartID, pages };
      rows.push(...page.List.map((cells: unknown[]) => named(page.Title, cells)));
      cursor = page.NextStartID;
    }
  };
  return { vendor, clock, ask, betList, readAll };
}

/** Posts a body with the right credentials, unless `headers` has others. */
export function post(
  vendor: { url: string; appId: string; appSecret: string },
  path: string,
  body: object | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(vendor.url + path, {
    method: 'POST',
    headers: {
      AppID: vendor.appId,
      AppSecret: vendor.appSecret,
      'Content-Type': 'application/json;charset=UTF-8',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A row of betlist by the names in Title. */
export function named(title: readonly string[], cells: readonly unknown[]): Row {
  return Object.fromEntries(title.map((name, index) => [name, cells[index]]));
}

/** A float of the vendor as the ten-thousandths it stands for. */
export function tenThousandths(amount: unknown): bigint {
  return BigInt(Number(amount).toFixed(4).replace('.', ''));
}

/** The IDs of some rows. */
export function idsOf(rows: readonly Row[]): unknown[] {
  return rows.map((row) => row.ID);
}

/** A clocked vendor that goes when its test ends. */
export async function startForTest(options: PopVendorOptions = {}): Promise<ClockedVendor> {
  const it = await startClocked(options);
  onTestFinished(() => it.vendor.close());
  return it;
}
