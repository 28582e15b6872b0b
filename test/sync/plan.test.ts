/** What is planned of a range: hours that are cut, what is due of them, sums of whole days. */
import { describe, expect, test } from 'vitest';
import { union } from '../../src/contract/intervals.ts';
import type { LedgerWindow } from '../../src/contract/ledger.ts';
import { countRequests, cut, plan, planWithin } from '../../src/sync/plan.ts';
import { iso } from '../../src/transform/time.ts';
import fc from '../support/properties.ts';

const HOUR = 3_600_000;
const rules = { unitMs: HOUR, pageSize: 2000 };
const at = (text: string) => Date.parse(`2025-03-01T${text}Z`);
const window = (from: string, to: string) => ({ start: at(from), end: at(to) });
const held = (from: string, to: string, fetched = '23:00:00'): LedgerWindow => ({
  ...window(from, to),
  state: 'loaded',
  fetchedAt: at(fetched),
  reach: at(fetched),
  received: 0,
});
const failed = (from: string, to: string): LedgerWindow => ({
  ...held(from, to),
  state: 'failed',
  fetchedAt: null,
});
const said = (windows: { start: number; end: number }[]) =>
  windows.map((w) => `${iso(w.start).slice(11, 19)}-${iso(w.end).slice(11, 19)}`);
const due = (range: { start: number; end: number }, ledger: LedgerWindow[], until = '22:00:00') =>
  said(plan({ range, ledger, rules, until: at(until), only: 'missing' }));

describe('cutting', () => {
  test('windows never span an hour border or a midnight, and lose nothing', () => {
    const second = fc.integer({ min: 1_582_900_000, max: 1_583_200_000 }); // around 29 February 2020
    fc.assert(
      fc.property(second, fc.nat(200_000), (from, length) => {
        const range = { start: from * 1000, end: (from + length) * 1000 };
        const windows = cut(range, rules);
        expect(union(windows)).toEqual(union([range]));
        for (const w of windows) {
          expect(w.end - w.start).toBeLessThanOrEqual(HOUR);
          expect(iso(w.end - 1).slice(0, 10)).toBe(iso(w.start).slice(0, 10));
          expect(Math.floor((w.end - 1) / HOUR)).toBe(Math.floor(w.start / HOUR));
        }
      }),
    );
  });

  test('the last hour of a day ends at midnight of the next', () => {
    const range = { start: at('23:59:59'), end: at('23:59:59') + 2000 };
    expect(said(cut(range, rules))).toEqual(['23:59:59-00:00:00', '00:00:00-00:00:01']);
  });

  test('a unit that does not divide the day is cut at midnight', () => {
    const range = { start: at('00:00:00'), end: at('00:00:00') + 24 * HOUR };
    expect(said(cut(range, { ...rules, unitMs: 7 * HOUR })).at(-1)).toBe('21:00:00-00:00:00');
  });
});

describe('what is due', () => {
  test('an empty ledger: every hour, the open one as far as the lag allows', () => {
    expect(due(window('20:00:00', '23:00:00'), [], '21:30:15')).toEqual([
      '20:00:00-21:00:00',
      '21:00:00-21:30:15',
    ]);
  });

  test('a hole in the middle, whatever made it', () => {
    const ledger = [held('10:00:00', '11:00:00'), held('12:00:00', '13:00:00')];
    expect(due(window('10:00:00', '13:00:00'), ledger)).toEqual(['11:00:00-12:00:00']);
  });

  test('a failed window is still due', () => {
    expect(due(window('10:00:00', '11:00:00'), [failed('10:00:00', '11:00:00')])).toEqual([
      '10:00:00-11:00:00',
    ]);
  });

  test('the open hour goes on where the last slice ended', () => {
    const ledger = [held('10:00:00', '10:20:00', '10:21:00')];
    expect(due(window('10:00:00', '11:00:00'), ledger, '10:25:00')).toEqual(['10:20:00-10:25:00']);
  });

  test('an hour that was pulled in slices while open is pulled once more, whole, when it has closed', () => {
    const ledger = [
      held('10:00:00', '10:20:00', '10:21:00'),
      held('10:20:00', '10:50:00', '10:51:00'),
    ];
    expect(due(window('10:00:00', '11:00:00'), ledger, '11:05:00')).toEqual(['10:00:00-11:00:00']);
    const whole = [held('10:00:00', '11:00:00', '11:06:00')];
    expect(due(window('10:00:00', '11:00:00'), whole, '11:10:00')).toEqual([]);
  });

  test('a part that was backfilled after its hour closed is not asked for again', () => {
    const ledger = [held('10:10:00', '10:40:00')];
    expect(due(window('10:00:00', '11:00:00'), ledger)).toEqual([
      '10:00:00-10:10:00',
      '10:40:00-11:00:00',
    ]);
  });

  test('--only failed takes what failed and is not held since', () => {
    const ledger = [failed('10:00:00', '11:00:00'), held('11:00:00', '12:00:00')];
    const request = { range: window('09:00:00', '13:00:00'), ledger, rules, until: at('22:00:00') };
    expect(said(plan({ ...request, only: 'failed' }))).toEqual(['10:00:00-11:00:00']);
  });

  test('--only all takes whole ledger windows, never parts', () => {
    const ledger = [held('10:00:00', '11:00:00'), held('12:00:00', '12:30:00')];
    const request = { ledger, rules, until: at('22:00:00'), only: 'all' as const };
    expect(said(plan({ ...request, range: window('10:10:00', '10:40:00') }))).toEqual([
      '10:00:00-11:00:00',
    ]);
    expect(said(plan({ ...request, range: window('12:20:00', '12:40:00') }))).toEqual([
      '12:00:00-12:40:00',
    ]);
  });
});

describe('sums of whole days', () => {
  const DAY = 24 * HOUR;
  const day = (n: number, hour = 0) => at('00:00:00') + (n - 1) * DAY + hour * HOUR;
  const said = (windows: { start: number; end: number }[]) =>
    windows.map((w) => `${iso(w.start).slice(5, 13)} ${iso(w.end).slice(5, 13)}`);
  const due = (days: 'so far' | 'closed', from: number, to: number, ledger: LedgerWindow[] = []) =>
    said(
      plan({
        range: { start: from, end: to },
        ledger,
        rules: { unitMs: DAY, days, pageSize: 1 },
        until: day(4, 6),
        only: 'missing',
      }),
    );

  test('are asked for by whole days, the open one so far', () => {
    expect(due('so far', day(2, 5), day(2, 7))).toEqual(['03-02T00 03-03T00']);
    expect(due('so far', day(3, 5), day(4, 2))).toEqual(['03-03T00 03-04T00', '03-04T00 03-04T06']);
  });

  test('of closed days leave the open one alone', () => {
    expect(due('closed', day(3, 5), day(4, 2))).toEqual(['03-03T00 03-04T00']);
    expect(due('closed', day(4), day(4, 2))).toEqual([]);
  });

  test('of an open day are read again from its beginning, and once more when it is closed', () => {
    const slice = (to: number, fetchedAt: number): LedgerWindow => ({
      start: day(4),
      end: to,
      state: 'loaded',
      fetchedAt,
      reach: fetchedAt,
      received: 1,
    });
    expect(due('so far', day(4), day(5), [slice(day(4, 2), day(4, 2))])).toEqual([
      '03-04T00 03-04T06',
    ]);
    const early = { ...slice(day(4), day(3, 23)), start: day(3) };
    expect(due('so far', day(3), day(4), [early])).toEqual(['03-03T00 03-04T00']);
  });

  test('of a unit of many days are one window', () => {
    const rules = { unitMs: 30 * DAY, days: 'so far' as const, pageSize: 1 };
    const range = { start: Date.parse('2025-01-05T00:00:00Z'), end: day(4, 6) };
    const windows = plan({ range, ledger: [], rules, until: day(4, 6), only: 'missing' });
    expect(union(windows)).toEqual([range]);
    expect(windows.length).toBeLessThanOrEqual(3);
    expect(windows.every((w) => w.end - w.start <= 30 * DAY)).toBe(true);
  });
});

test('a stream that leans on another gets only windows that the other holds whole', () => {
  const other = [held('00:00:00', '04:30:00'), held('06:00:00', '09:00:00')];
  const request = {
    range: window('02:00:00', '20:00:00'),
    ledger: [held('06:00:00', '07:00:00')],
    rules,
    until: at('20:00:00'),
    only: 'missing' as const,
  };
  expect(said(planWithin(request, other))).toEqual([
    '02:00:00-03:00:00',
    '03:00:00-04:00:00',
    '04:00:00-04:30:00',
    '07:00:00-08:00:00',
    '08:00:00-09:00:00',
  ]);
  expect(planWithin(request, [])).toEqual([]);
});

test('requests known so far: one per window, or as many pages as it had before', () => {
  const ledger = [{ ...held('10:00:00', '11:00:00'), received: 4001 }];
  const windows = [window('09:00:00', '10:00:00'), window('10:00:00', '11:00:00')];
  expect(countRequests(windows, ledger, rules)).toBe(1 + 3);
});
