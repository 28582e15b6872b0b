/** WM in a zone with summer time, over the hour that its clock shows twice: the vendor's times have no offset. */

import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { ZoneTime } from '../../src/demo/wm/zone-time.ts';
import { doubledHour } from '../../src/transform/doubled-hour.ts';
import { at } from '../support/engine.ts';
import { openWmEngine } from '../support/wm-engine.ts';

const ZONE = 'Europe/Berlin';
const MINUTE_MS = 60_000;
/** 02:00 in summer time; at 01:00Z it is 02:00 again, and 03:00 at 02:00Z. */
const FIRST_PASS = at('2025-10-26T00:00:00');

/** A vendor's clock that takes a time that it shows twice for the one or for the other. */
function clockOf(zone: string, disambiguation: 'earlier' | 'later'): ZoneTime {
  const parse = (text: string) =>
    Temporal.PlainDateTime.from(
      text.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6'),
    ).toZonedDateTime(zone, { disambiguation }).epochMilliseconds;
  return {
    print: (ms) =>
      Temporal.Instant.fromEpochMilliseconds(ms)
        .toZonedDateTimeISO(zone)
        .toPlainDateTime()
        .toString({ smallestUnit: 'second' })
        .replace('T', ' '),
    parseSecond: parse,
    parseDay: (text) => parse(`${text}000000`),
  };
}

/** A bet every seven minutes from midnight to six, with ids that grow. */
const BETS = Array.from({ length: 60 }, (_, i) => ({
  betId: String(90_000_000 + i),
  user: `u${i % 3}`,
  betMs: at('2025-10-25T22:03:00') + i * 7 * MINUTE_MS,
  bet: 10_0000n,
}));
const isoOf = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

const open = (disambiguation: 'earlier' | 'later', now: string, extraBets = BETS) =>
  openWmEngine({
    start: '2025-10-25T22:00:00Z',
    now,
    vendor: { betsPerDay: 0, zone: clockOf(ZONE, disambiguation), extraBets },
    env: { GGR_WM_TIMEZONE: ZONE, GGR_WM_LAG_SECONDS: '0' },
  });
const stored = `select bet_id, bet_time::varchar as bet_time from wm.bets order by bet_id::bigint`;
const truth = (bets = BETS) =>
  bets.map(({ betId, betMs }) => ({ bet_id: betId, bet_time: isoOf(betMs) }));

describe.each(['earlier', 'later'] as const)(
  'a vendor that takes such a time for the %s one',
  (pass) => {
    test('is asked every ten minutes through the doubled hour without a refusal, and each bet is stored once, at its own instant', async () => {
      const engine = await open(pass, '2025-10-26T00:00:00');
      for (let now = FIRST_PASS; now <= at('2025-10-26T03:00:00'); now += 10 * MINUTE_MS) {
        engine.clock.now = now;
        const report = await engine.sync('wm.bets');
        expect(report.exitCode).toBe(0);
        // a bet is reported once it is settled, 20 s later
        const settled = BETS.filter(({ betMs }) => betMs + 20_000 <= now);
        expect(await engine.value('select count(*) from wm.bets')).toBe(String(settled.length));
      }
      expect(await engine.rows(stored)).toEqual(
        truth(BETS.filter(({ betMs }) => betMs < at('2025-10-26T03:00:00') - 20_000)),
      );
      engine.clock.now = at('2025-10-27T00:00:00');
      expect((await engine.sync('wm.bets')).exitCode).toBe(0);
      expect(await engine.rows(stored)).toEqual(truth());
      expect(
        await engine.value(`select count(*) from sync.revisions where reason = 'withdrawn'`),
      ).toBe('0');
    });

    test('gives a closed day of 25 hours in windows of at most 24, each bet once', async () => {
      const engine = await open(pass, '2025-10-27T12:00:00');
      expect((await engine.sync('wm.bets')).exitCode).toBe(0);
      expect(await engine.rows(stored)).toEqual(truth());
      expect(
        await engine.value(
          `select string_agg(received::varchar, ' ' order by window_start) from sync.windows`,
        ),
      ).toBe('60 0 0');
    });
  },
);

test.each([
  { zone: 'Africa/Cairo', pass: 'earlier', change: '2025-10-30T21:00:00' }, // 24:00 becomes 23:00
  { zone: 'America/Havana', pass: 'later', change: '2025-11-02T05:00:00' }, // 01:00 becomes 00:00
] as const)(
  'where clocks go back at midnight ($zone) the hour is asked for by itself, and no bet of it is lost',
  async ({ zone, pass, change }) => {
    const start = at(change) - 4 * 60 * MINUTE_MS;
    const bets = BETS.map((bet, i) => ({ ...bet, betMs: start + (3 + i * 7) * MINUTE_MS }));
    const engine = await openWmEngine({
      start: isoOf(start).replace(' ', 'T'),
      now: isoOf(at(change) - 30 * MINUTE_MS).replace(' ', 'T'),
      vendor: { betsPerDay: 0, zone: clockOf(zone, pass), extraBets: bets },
      env: { GGR_WM_TIMEZONE: zone, GGR_WM_LAG_SECONDS: '0' },
    });
    for (const minutes of [0, 40, 40, 40, 48 * 60]) {
      engine.clock.now += minutes * MINUTE_MS;
      expect((await engine.sync('wm.bets')).exitCode).toBe(0);
    }
    expect(await engine.rows(stored)).toEqual(truth(bets));
    await engine.rows('delete from wm.bets; delete from sync.windows');
    expect((await engine.sync('wm.bets')).exitCode).toBe(0);
    expect(await engine.rows(stored)).toEqual(truth(bets));
  },
);

test('few bets do not tell their pass: they are of the first, all of them stored, at each reading the same', async () => {
  const few = [
    { betId: '90000001', user: 'u1', betMs: FIRST_PASS + 10 * MINUTE_MS, bet: 10_0000n },
    { betId: '90000002', user: 'u1', betMs: FIRST_PASS + 80 * MINUTE_MS, bet: 10_0000n }, // 02:20 again
  ];
  const engine = await open('earlier', '2025-10-26T01:25:00', few);
  await engine.sync('wm.bets');
  engine.clock.now = at('2025-10-27T00:00:00');
  await engine.sync('wm.bets');
  expect(await engine.rows(stored)).toEqual([
    { bet_id: '90000001', bet_time: '2025-10-26 00:10:00' },
    { bet_id: '90000002', bet_time: '2025-10-26 00:20:00' },
  ]);
  expect(await engine.value('select count(*) from sync.revisions')).toBe('0');
});

test('a bet that is judged again in the second pass has a later version than in the first', async () => {
  const betMs = FIRST_PASS + 40 * MINUTE_MS; // 02:40
  const versions = [
    { settleMs: FIRST_PASS + 50 * MINUTE_MS, winLoss: -10_0000n }, // 02:50
    { settleMs: FIRST_PASS + 70 * MINUTE_MS, winLoss: 5_0000n, reset: true }, // 02:10 again
  ];
  const bet = { betId: '90000001', user: 'u1', betMs, bet: 10_0000n, versions };
  const engine = await open('earlier', '2025-10-26T00:55:00', [bet as never]);
  await engine.sync('wm.bets', 'wm.resettlements');
  expect(await engine.value('select win_loss from wm.bets')).toBe('-10.0000');
  engine.clock.now = at('2025-10-26T01:20:00');
  await engine.sync('wm.bets', 'wm.resettlements');
  expect(await engine.value(`select win_loss || ' ' || settime from wm.bets`)).toBe(
    '5.0000 2025-10-26 01:10:00',
  );
});

describe('the doubled hour', () => {
  const hour = (start: string, end: string, zone: string) => {
    const doubled = doubledHour({ start: at(start), end: at(end) }, zone);
    return doubled && [isoOf(doubled.start), isoOf(doubled.end)];
  };
  test('holds both passes, and only where clocks go back within or beside the window', () => {
    const both = ['2025-10-26 00:00:00', '2025-10-26 02:00:00'];
    expect(hour('2025-10-26T00:30:00', '2025-10-26T00:40:00', ZONE)).toEqual(both);
    expect(hour('2025-10-26T01:59:59', '2025-10-26T05:00:00', ZONE)).toEqual(both);
    expect(hour('2025-10-26T02:00:00', '2025-10-26T05:00:00', ZONE)).toBeUndefined();
    expect(hour('2025-10-25T22:00:00', '2025-10-26T00:00:00', ZONE)).toBeUndefined();
    expect(hour('2025-03-30T00:00:00', '2025-03-30T03:00:00', ZONE)).toBeUndefined();
    expect(hour('2025-10-26T00:00:00', '2025-10-27T00:00:00', '+08:00')).toBeUndefined();
    expect(hour('2025-10-26T00:00:00', '2025-10-27T00:00:00', 'Asia/Shanghai')).toBeUndefined();
  });
});
