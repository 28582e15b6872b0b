/** What guards the plan at its edges: seconds, hours that are kept in part, units that are held in part. */
import { describe, expect, test } from 'vitest';
import type { LedgerWindow } from '../../src/contract/ledger.ts';
import { expired, plan, planWithin } from '../../src/sync/plan.ts';
import { keptFrom } from '../../src/sync/retention.ts';
import { iso } from '../../src/transform/time.ts';

const HOUR = 3_600_000;
const rules = { unitMs: HOUR, pageSize: 1 };
const at = (text: string) => Date.parse(`2025-03-01T${text}Z`);
const between = (from: string, to: string) => ({ start: at(from), end: at(to) });
const said = (windows: readonly { start: number; end: number }[]) =>
  windows.map((w) => `${iso(w.start).slice(11)} ${iso(w.end).slice(11)}`);
const held = (from: string, to: string, fetched: string): LedgerWindow => ({
  ...between(from, to),
  state: 'loaded',
  fetchedAt: at(fetched),
  reach: at(fetched),
  received: 1,
});
const missing = { ledger: [], rules, only: 'missing' as const };

test('dueUntil: a window ends with a whole second, wherever in it now - lag lies', () => {
  for (const until of [at('10:20:15'), at('10:20:15') + 1, at('10:20:15') + 999]) {
    const windows = plan({ ...missing, range: between('10:00', '12:00'), until });
    expect(said(windows)).toEqual(['10:00:00Z 10:20:15Z']);
  }
});

test('dueUntil: within the second at which the range begins nothing is due', () => {
  const range = between('10:00', '12:00');
  expect(plan({ ...missing, range, until: at('10:00') + 999 })).toEqual([]);
});

test('provisional: a slice is read again once its hour has closed, one of a closed hour is not', () => {
  const range = between('10:00', '11:00');
  const of = (fetched: string, until: string) =>
    said(
      plan({
        ...missing,
        range,
        ledger: [held('10:00', '10:30', fetched)],
        until: at(until),
      }),
    );
  expect(of('10:31', '11:00')).toEqual(['10:00:00Z 11:00:00Z']);
  expect(of('10:31', '10:59:59')).toEqual(['10:30:00Z 10:59:59Z']);
  expect(of('11:00', '11:00')).toEqual(['10:30:00Z 11:00:00Z']);
});

test('failed: what failed within the range, without what was loaded since', () => {
  const failed = (from: string, to: string): LedgerWindow => ({
    ...held(from, to, to),
    state: 'failed',
    fetchedAt: null,
  });
  const ledger = [
    failed('09:00', '10:00'),
    failed('10:00', '11:00'),
    held('10:00', '10:30', '12:00'),
    failed('12:00', '13:00'),
  ];
  const range = between('10:00', '12:00');
  const request = { ledger, rules, range, until: at('20:00'), only: 'failed' as const };
  expect(said(plan(request))).toEqual(['10:30:00Z 11:00:00Z']);
});

test('keptFrom: an hour of which the vendor still keeps a part is kept', () => {
  const day = { ...rules, retentionDays: 1 };
  const next = (time: string) => at(time) + 24 * HOUR;
  expect(iso(keptFrom(day, next('10:30')) ?? 0)).toBe('2025-03-01T10:00:00Z');
  expect(iso(keptFrom(day, next('10:00')) ?? 0)).toBe('2025-03-01T10:00:00Z');
  expect(keptFrom({}, next('10:30'))).toBeUndefined();
});

test('expired: what was never loaded and is no longer kept, and nothing that is kept or held', () => {
  const day = { ...rules, retentionDays: 1 };
  const now = at('10:30') + 24 * HOUR;
  const range = between('07:00', '12:00');
  expect(said(expired(range, [held('07:00', '08:00', '09:00')], { rules: day, now }))).toEqual([
    '08:00:00Z 09:00:00Z',
    '09:00:00Z 10:00:00Z',
  ]);
});

test('planWithin: an hour that is read from its beginning waits until the other stream holds its beginning', () => {
  const request = {
    ...missing,
    range: between('10:00', '12:00'),
    rules: { ...rules, fromUnitStart: true },
    until: at('12:00'),
  };
  expect(said(planWithin(request, [between('10:30', '12:00')]))).toEqual(['11:00:00Z 12:00:00Z']);
});

describe('retention: what holds rows and lies partly before what the vendor keeps is never asked for again', () => {
  const day = { ...rules, retentionDays: 1 };
  /** Of yesterday everything before 10:30 is forgotten. */
  const until = at('10:30') + 24 * HOUR;
  const ledger = [
    held('09:00', '10:00', '10:00'),
    held('10:00', '10:40', '10:41'),
    held('12:00', '13:00', '13:00'),
  ];
  const of = (only: 'missing' | 'all', more: object = {}) =>
    said(
      plan({ ledger, rules: { ...day, ...more }, range: between('09:00', '14:00'), until, only }),
    );

  test('all: what the vendor has of it is less than what is held', () => {
    expect(of('all')).toEqual([
      '10:40:00Z 11:00:00Z',
      '11:00:00Z 12:00:00Z',
      '12:00:00Z 13:00:00Z',
      '13:00:00Z 14:00:00Z',
    ]);
  });

  test('missing: a slice stays as it is, the rest of its hour is asked for', () => {
    expect(of('missing')).toEqual([
      '10:40:00Z 11:00:00Z',
      '11:00:00Z 12:00:00Z',
      '13:00:00Z 14:00:00Z',
    ]);
  });

  test('a report that is read from the beginning of its unit leaves such a unit alone', () => {
    expect(of('all', { fromUnitStart: true })).toEqual([
      '11:00:00Z 12:00:00Z',
      '12:00:00Z 13:00:00Z',
      '13:00:00Z 14:00:00Z',
    ]);
  });
});
