/** Which files a table is cut into, and which are written anew. */
import { describe, expect, test } from 'vitest';
import type { Part } from '../../../src/read/publish/manifest.ts';
import { planNew, planRuns } from '../../../src/read/publish/runs.ts';
import {
  MOST_DAY_ROWS,
  MOST_RUN_ROWS,
  nameOf,
  type Plan,
  planDated,
  planMerges,
  planTouched,
  planWhole,
} from '../../../src/read/publish/spans.ts';
import { DAY_MS, HOUR_MS } from '../../../src/transform/time.ts';
import { at } from '../../support/engine.ts';

/** A file of so many hours, or of a calendar month. */
const part = (from: string, hours: number | 'month', rows = 10, written = 0): Part => {
  const start = at(from);
  const until = hours === 'month' ? at(`${from.slice(0, 5)}04-01`) : start + hours * HOUR_MS;
  return { file: `${from}.parquet`, from: start, until, rows, written };
};
const names = ({ keep, write }: Plan) => ({ keep: keep.map(nameOf), write: write.map(nameOf) });
const NOW = at('2025-03-20T12:00:00');

describe('touched hours', () => {
  const AT = ['2025-03-18T03:00:00'];
  const cases: [string, Part[], string[], string[], string?][] = [
    [
      'of the open day are a file each',
      [],
      ['2025-03-20T09:00:00', '2025-03-20T10:00:00'],
      ['2025-03-20T09', '2025-03-20T10'],
    ],
    [
      'of yesterday, which ended less than six hours ago, too',
      [],
      ['2025-03-19T23:00:00'],
      ['2025-03-19T23'],
      '2025-03-20T05:00:00',
    ],
    [
      'of a closed day that has no file are one day',
      [],
      [...AT, '2025-03-18T04:00:00'],
      ['2025-03-18'],
    ],
    ['in a day write the day', [part('2025-03-18', 24)], AT, ['2025-03-18']],
    ['in a month write the month', [part('2025-03-01', 'month')], AT, ['2025-03']],
    [
      'beside hours of a closed day stay hours',
      [part('2025-03-18T01:00:00', 1)],
      AT,
      ['2025-03-18T03'],
    ],
  ];
  test.each(cases)('%s', (_, parts, touched, written, now = '2025-03-20T12:00:00') => {
    expect(names(planTouched(parts, touched.map(at), at(now))).write).toEqual(written);
  });

  test('leave every other file as it is', () => {
    const parts = [
      part('2025-03-18', 24),
      part('2025-03-20T01:00:00', 1),
      part('2025-03-20T02:00:00', 1),
    ];
    expect(names(planTouched(parts, [at('2025-03-20T02:00:00')], NOW))).toEqual({
      keep: ['2025-03-18', '2025-03-20T01'],
      write: ['2025-03-20T02'],
    });
  });
});

describe('a table that is written whole', () => {
  const hours = (day: string, rows: number) =>
    [0, 13].map((hour) => ({ hour: at(day) + hour * HOUR_MS, rows: rows / 2 }));

  test('has months that are closed and small, closed days, and hours of the open one', () => {
    const whole = [
      ...hours('2025-01-03', 10),
      ...hours('2025-01-20', 10),
      ...hours('2025-03-10', 10),
      ...hours('2025-03-20', 10),
    ];
    expect(planWhole(whole, NOW).map(nameOf)).toEqual([
      '2025-01',
      '2025-03-10',
      '2025-03-20T00',
      '2025-03-20T13',
    ]);
  });

  test('has days where a month, and hours where a day, has too many rows to be written for one of its hours', () => {
    const whole = [
      ...hours('2025-01-03', MOST_RUN_ROWS),
      ...hours('2025-01-04', MOST_DAY_ROWS + 2),
    ];
    expect(planWhole(whole, NOW).map(nameOf)).toEqual([
      '2025-01-03',
      '2025-01-04T00',
      '2025-01-04T13',
    ]);
  });

  test('has runs of days of a large month, each as long as a file may be and without a gap between them', () => {
    const whole = [
      ...hours('2025-01-03', MOST_RUN_ROWS - 4),
      ...hours('2025-01-04', 4),
      ...hours('2025-01-20', 2),
      ...hours('2025-01-25', MOST_RUN_ROWS + 2),
      ...hours('2025-01-31', 2),
    ];
    expect(planWhole(whole, NOW).map(nameOf)).toEqual([
      '2025-01-01--19',
      '2025-01-20--24',
      '2025-01-25--30',
      '2025-01-31',
    ]);
  });
});

describe('merges', () => {
  test('make a day of the hours of a closed one that was quiet for an hour', () => {
    const closed = [part('2025-03-18T01:00:00', 1), part('2025-03-18T05:00:00', 1)];
    expect(names(planMerges(closed, NOW))).toEqual({ keep: [], write: ['2025-03-18'] });
    const busy = [...closed, part('2025-03-18T06:00:00', 1, 10, NOW - HOUR_MS + 1)];
    expect(planMerges(busy, NOW).write).toEqual([]);
    const large = [...closed, part('2025-03-18T06:00:00', 1, MOST_DAY_ROWS)];
    expect(planMerges(large, NOW).write).toEqual([]);
  });

  test('pass a day by whose other hour is touched now', () => {
    const closed = [part('2025-03-18T01:00:00', 1), part('2025-03-18T05:00:00', 1)];
    const touched = [at('2025-03-18T05:00:00')];
    expect(names(planDated(closed, touched, { now: NOW, merges: true }))).toEqual({
      keep: ['2025-03-18T01'],
      write: ['2025-03-18T05'],
    });
    expect(names(planDated(closed, [], { now: NOW, merges: true })).write).toEqual(['2025-03-18']);
  });

  test('make a month of nothing but quiet days when it has been over for three days', () => {
    const days = [part('2025-02-03', 24), part('2025-02-28', 24)];
    expect(names(planMerges(days, NOW))).toEqual({ keep: [], write: ['2025-02'] });
    expect(planMerges(days, at('2025-03-01') + 3 * DAY_MS - 1).write).toEqual([]);
    expect(planMerges([part('2025-02-03', 24)], NOW).write).toEqual([]);
    expect(names(planMerges([...days, part('2025-02-14T03:00:00', 1)], NOW)).write).toEqual([
      '2025-02-14',
    ]);
  });

  test('make runs of the days of a large month, once', () => {
    const days = [
      part('2025-02-03', 24, MOST_RUN_ROWS - 20),
      part('2025-02-04', 24),
      part('2025-02-27', 24, 20),
      part('2025-02-28', 24),
    ];
    const merged = planMerges(days, NOW);
    expect(names(merged)).toEqual({ keep: [], write: ['2025-02-01--26', '2025-02-27--28'] });
    const runs = merged.write.map((span, i) => ({
      ...span,
      file: '',
      rows: i === 0 ? MOST_RUN_ROWS - 10 : 30,
      written: 0,
    }));
    expect(planMerges(runs, NOW)).toEqual({ keep: runs, write: [] });
    expect(names(planTouched(runs, [at('2025-02-10T05:00:00')], NOW))).toEqual({
      keep: ['2025-02-27--28'],
      write: ['2025-02-01--26'],
    });
  });
});

describe('a table that only grows', () => {
  const run = (from: number, until: number): Part => ({
    file: '',
    from,
    until,
    rows: until - from,
    written: 0,
  });

  test('gets a file of what is new, and none where nothing is', () => {
    expect(planNew([], 0).write).toEqual([]);
    expect(planNew([], 5).write).toEqual([{ from: 1, until: 6 }]);
    expect(planNew([run(1, 6)], 9)).toEqual({ keep: [run(1, 6)], write: [{ from: 6, until: 10 }] });
    expect(planNew([run(1, 6)], 5).write).toEqual([]);
    expect(planNew([], 9_000_000).write).toHaveLength(3);
  });

  test('published every minute for a day has few files, each entry written a few times', () => {
    let parts: Part[] = [];
    let written = 0;
    const take = ({ keep, write }: Plan) => {
      written += write.reduce((sum, { from, until }) => sum + until - from, 0);
      parts = [...keep, ...write.map(({ from, until }) => run(from, until))];
      parts.sort((a, b) => a.from - b.from);
    };
    for (let minute = 1; minute <= 1440; minute += 1) {
      take(planRuns(parts, minute * 100, true));
    }
    expect(parts.length).toBeLessThan(30);
    expect(written).toBeLessThan(144_000 * 5);
    expect(parts.map(({ from }) => from).slice(1)).toEqual(
      parts.map(({ until }) => until).slice(0, -1),
    );
    expect([parts[0]?.from, parts.at(-1)?.until]).toEqual([1, 144_001]);
  });
});
