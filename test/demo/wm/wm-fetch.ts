import { startWmVendor, type WmVendor, type WmVendorOptions } from '../../../src/demo/wm/server.ts';

/** Noon in the vendor's zone (UTC+8) of the day most of these tests play on. */
export const NOW_MS = Date.UTC(2025, 2, 10, 4);
/** Midnight of that day in the vendor's zone. */
export const DAY_MS = Date.UTC(2025, 2, 9, 16);
export const HOUR = 3_600_000;

/** What the vendor answered, not checked at all: the tests do. */
export interface Reply {
  errorCode: number;
  errorMessage: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the vendor sends is what is under test.
  result?: any;
}

/** A vendor on a clock that only the test moves. */
export interface ClockedVendor {
  vendor: WmVendor;
  clock: { ms: number };
  /** Calls a command, rightly signed and timed; 'REMOVED' leaves a parameter out. */
  call(cmd: string, changes?: Record<string, string>): Promise<Reply>;
  /** Like `call`, ten minutes later: past any wait. */
  callLater(cmd: string, changes?: Record<string, string>): Promise<Reply>;
}

/** Starts one at NOW_MS. */
export async function startClocked(options: WmVendorOptions = {}): Promise<ClockedVendor> {
  const clock = { ms: NOW_MS };
  const vendor = await startWmVendor({ now: () => clock.ms, ...options });
  const call = (cmd: string, changes: Record<string, string> = {}): Promise<Reply> => {
    const timestamp = String(Math.floor(clock.ms / 1000));
    const { vendorId, signature } = vendor;
    return post(vendor.url, { cmd, vendorId, signature, timestamp, ...changes });
  };
  return {
    vendor,
    clock,
    call,
    callLater(cmd, changes) {
      clock.ms += 600_000;
      return call(cmd, changes);
    },
  };
}

/** Posts parameters in the query string. */
export async function post(url: string, parameters: Record<string, string>): Promise<Reply> {
  const sent = Object.entries(parameters).filter(([, value]) => value !== 'REMOVED');
  const response = await fetch(`${url}?${new URLSearchParams(sent)}`, { method: 'POST' });
  return (await response.json()) as Reply;
}

/** `yyyyMMddHHmmss` in UTC+8. */
export function second(atMs: number): string {
  return new Date(atMs + 8 * HOUR).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** startTime and endTime of an hour, its last second included. */
export function hourFrom(startMs: number): { startTime: string; endTime: string } {
  return { startTime: second(startMs), endTime: second(startMs + HOUR - 1000) };
}

/** The last whole day, as WM is asked for it. */
export const wholeDay = { startTime: second(DAY_MS - 24 * HOUR), endTime: second(DAY_MS - 1000) };
