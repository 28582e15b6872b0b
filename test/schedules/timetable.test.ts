/** Which expression counts for which stream. */
import { describe, expect, test } from 'vitest';
import { pvBets } from '../../src/extract/pv/bets.ts';
import { wmBets, wmResettlements } from '../../src/extract/wm/bets.ts';
import { utcCron } from '../../src/schedules/cron.ts';
import { makeTimetable } from '../../src/schedules/timetable.ts';
import { testAccount } from '../support/account.ts';

const account = (name: string, vendor: string) => testAccount({ name, vendor });
const selected = [
  { account: account('pv', 'pv'), stream: pvBets },
  { account: account('asia', 'wm'), stream: wmBets },
  { account: account('asia', 'wm'), stream: wmResettlements },
];
const expressions = (settings: Record<string, string>) =>
  makeTimetable(selected, settings).map(
    (e) => `${e.account.name} ${e.stream.name} ${e.expression}`,
  );

describe('a stream is pulled', () => {
  test('every five minutes at PV and every minute elsewhere, if nothing is set', () => {
    expect(expressions({})).toEqual([
      'pv pv.bets */5 * * * *',
      'asia wm.bets * * * * *',
      'asia wm.resettlements * * * * *',
    ]);
  });

  test('as its own setting says, else its account, else its vendor', () => {
    expect(expressions({ wm: '1 * * * *', asia: '2 * * * *', 'wm.bets': '3 * * * *' })).toEqual([
      'pv pv.bets */5 * * * *',
      'asia wm.bets 3 * * * *',
      'asia wm.resettlements 2 * * * *',
    ]);
    expect(expressions({ wm: '1 * * * *', pop: '* * * * *' })).toContain('asia wm.bets 1 * * * *');
  });

  test('not at all where the setting is off', () => {
    expect(expressions({ pv: 'off', 'wm.bets': 'off' })).toEqual([
      'asia wm.resettlements * * * * *',
    ]);
  });
});

test('an expression that is none is refused with its name', () => {
  expect(() => makeTimetable([], { 'pv.bets': '61 * * * *' })).toThrow('the schedule of pv.bets');
});

test('times are UTC whatever the zone of the machine', () => {
  const timer = utcCron('30 4 * * *', () => {});
  try {
    expect(timer.next()?.toISOString()).toMatch(/T04:30:00/);
  } finally {
    timer.stop();
  }
});
