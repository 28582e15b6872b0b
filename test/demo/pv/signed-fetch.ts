import { createHash } from 'node:crypto';
import type { PvVendor } from '../../../src/demo/pv/server.ts';

/** Midnight, UTC, of the day all these tests play on, and the vendor's now: a day and a half on. */
export const DAY = Date.UTC(2025, 2, 1) / 1000;
export const NOW_MS = (DAY + 36 * 3600) * 1000;
export const nowMs = (): number => NOW_MS;

/** An answer of the vendor, not checked at all: the tests do. */
export interface Reply {
  code: number;
  msg: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the vendor sends is what is under test.
  data: any;
}

/** The envelope of pv.txt 3, signed the plain way: enough for flat ASCII data. */
export function envelope(vendor: { mchId: number; key: string }, data: object, ts = NOW_MS / 1000) {
  const text = JSON.stringify(data, Object.keys(data).sort());
  const sign = createHash('md5').update(`${text}${ts}${vendor.key}`).digest('hex');
  return { ts, sign, mch_id: vendor.mchId, data };
}

/** Posts any body to the vendor. */
export function post(vendor: { url: string }, path: string, body: unknown): Promise<Response> {
  return fetch(vendor.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** Posts signed data and gives the parsed answer. */
export async function ask(vendor: PvVendor, path: string, data: object): Promise<Reply> {
  const response = await post(vendor, path, envelope(vendor, data));
  return (await response.json()) as Reply;
}

/** Reads every page of a window, as a client would: until all of `total` should have come. */
export async function readWindow(vendor: PvVendor, data: object, pageSize: number) {
  const ids: string[] = [];
  const totals: number[] = [];
  for (let page = 1; page === 1 || (page - 1) * pageSize < (totals.at(-1) ?? 0); page += 1) {
    const reply = await ask(vendor, '/api/all/history', { ...data, page_size: pageSize, page });
    ids.push(...reply.data.items.map((item: { event_id: string }) => item.event_id));
    totals.push(reply.data.total);
  }
  return { ids, totals };
}
