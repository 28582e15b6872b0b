import type { DemoRequest } from '../faults.ts';
import type { TimeRange } from './bet-store.ts';
import { WmRefusal } from './errors.ts';
import type { ZoneTime } from './zone-time.ts';

const DAY_MS = 86_400_000;
const MAX_TIMESTAMP_SKEW_MS = 30_000;

/** The parameters of a request by name. */
export type WmParameters = ReadonlyMap<string, string>;

/** Query and form body as one; the body wins. A blank parameter counts as not sent. */
export function readParameters(request: DemoRequest): WmParameters {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(
    request.headers['content-type'] ?? '',
  );
  const form = new URLSearchParams(isForm ? request.text : '');
  return new Map([...request.query, ...form].filter(([, value]) => value !== ''));
}

/** Checks vendorId and signature (wm.txt, Other Error Code: 103, 10301 to 10304). */
export function checkCredentials(
  parameters: WmParameters,
  right: { vendorId: string; signature: string },
): void {
  const vendorId = parameters.get('vendorId');
  const signature = parameters.get('signature');
  if (vendorId === undefined) throw new WmRefusal(10301);
  if (signature === undefined) throw new WmRefusal(10304);
  if (![vendorId, signature].every((text) => /^[\w@.-]{1,64}$/.test(text)))
    throw new WmRefusal(103);
  if (vendorId !== right.vendorId) throw new WmRefusal(10302);
  if (signature !== right.signature) throw new WmRefusal(10303);
}

/** Checks timestamp, unix seconds, against the vendor's clock; a missing one is abnormal too. */
export function checkTimestamp(parameters: WmParameters, nowMs: number): void {
  const text = parameters.get('timestamp') ?? '';
  const skewMs = Math.abs(Number(text) * 1000 - Math.floor(nowMs / 1000) * 1000);
  if (!/^\d{1,12}$/.test(text) || skewMs > MAX_TIMESTAMP_SKEW_MS) throw new WmRefusal(10202);
}

/** The one of some values a parameter has; the first where it is not sent. */
export function choiceOf<T extends string>(
  text: string | undefined,
  values: readonly [T, ...T[]],
): T {
  const value = values.find((one) => one === (text ?? values[0]));
  if (value === undefined) throw new WmRefusal(10705);
  return value;
}

/**
 * startTime and endTime to the second, the end second included; without endTime until now. From
 * start to end there may be a day and no more (10201).
 */
export function secondRange(parameters: WmParameters, zone: ZoneTime, nowMs: number): TimeRange {
  const fromMs = parsed(parameters.get('startTime'), zone.parseSecond);
  const endTime = parameters.get('endTime');
  const lastMs =
    endTime === undefined ? Math.floor(nowMs / 1000) * 1000 : parsed(endTime, zone.parseSecond);
  if (lastMs < fromMs) throw new WmRefusal(102);
  if (lastMs - fromMs > DAY_MS) throw new WmRefusal(10201);
  return { fromMs, toMs: lastMs + 1000 };
}

/** startTime and endTime as days, the end day included; at most so many days (10201). */
export function dayRange(parameters: WmParameters, zone: ZoneTime, maxDays: number): TimeRange {
  const fromMs = parsed(parameters.get('startTime'), zone.parseDay);
  const toMs = parsed(parameters.get('endTime'), zone.parseDay) + DAY_MS;
  if (toMs <= fromMs) throw new WmRefusal(102);
  if (toMs - fromMs > maxDays * DAY_MS) throw new WmRefusal(10201);
  return { fromMs, toMs };
}

/** The day in `Time` (wm.txt, GetUnsettleReport). */
export function dayOf(parameters: WmParameters, zone: ZoneTime): TimeRange {
  const fromMs = parsed(parameters.get('Time'), zone.parseDay);
  return { fromMs, toMs: fromMs + DAY_MS };
}

function parsed(text: string | undefined, parse: (text: string) => number | undefined): number {
  const atMs = text === undefined ? undefined : parse(text);
  if (atMs === undefined) throw new WmRefusal(102);
  return atMs;
}
