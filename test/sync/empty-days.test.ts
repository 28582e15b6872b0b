/** Days that the vendor's own totals call empty: held without being read, and asked for once more. */
import { expect, test } from 'vitest';
import { only } from '../support/engine.ts';
import { open, SUMMARY, states, summaries } from '../support/pv-days.ts';

/** A day and a half, with the hour that tests name. */
const openShort = () => open({ start: '2025-03-02', now: '2025-03-03T06:30:00' });

test('a day without bets is verified after a sync alone', async () => {
  const engine = await open({ vendor: { betsPerHour: 0 } });
  expect((await engine.sync()).exitCode).toBe(0);
  expect(await states(engine)).toMatchObject([{ state: 'loaded' }, { state: 'verified', n: 9 }]); // three days, six hours
});

test('four hundred days without bets cost a handful of requests, and are verified', async () => {
  const engine = await open({ start: '2024-01-29', vendor: { betsPerHour: 0 } });
  const report = await engine.sync();
  expect(report.exitCode).toBe(0);
  expect(only(report)).toMatchObject({ untried: 0, received: 0 });
  expect(engine.vendor.requests.length).toBeLessThan(40);
  expect(engine.notes.join('\n')).toContain('400 days without bets');
  expect((await engine.gaps()).filter(({ stream }) => stream === 'pv.bets')).toEqual([]);
  expect(
    await engine.value(`select min(window_start) from sync.windows where state = 'verified'`),
  ).toBe('2024-01-29 00:00:00');
});

test('a day that the totals once call empty and that is not is read hour by hour', async () => {
  const engine = await openShort();
  engine.vendor.faults.add({
    kind: 'answer',
    path: SUMMARY,
    body: '{"code":200,"msg":"","data":{"day_list":[]}}',
  });
  await engine.sync();
  expect(Number(await engine.value('select count(*) from pv.bets'))).toBeGreaterThan(100);
  expect(await states(engine)).toMatchObject([
    { state: 'loaded', n: 1 },
    { state: 'verified', n: 30 },
  ]);
});

test('days that the totals call empty in one moment are asked for once more an hour later, and what is in them is read', async () => {
  const engine = await open({ vendor: { betsPerHour: 1 } });
  engine.vendor.faults.add({
    kind: 'answer',
    path: SUMMARY,
    body: '{"code":200,"msg":"","data":{"day_list":[]}}',
    times: 2,
  });
  const days = async () =>
    (
      await engine.rows(
        'select strftime(end_at, $$%m-%d$$) as day from pv.bets group by all order by 1',
      )
    ).map(({ day }) => String(day));
  await engine.sync();
  expect(engine.notes.join('\n')).toContain('3 days without bets');
  expect(await days()).toEqual(['03-04']);
  engine.clock.now += 3_000_000;
  await engine.sync();
  // rows that come late are looked for in the last two days; for the others it is the same moment still
  expect((await days()).filter((day) => day < '03-02')).toEqual([]);
  engine.clock.now += 3_600_000;
  const report = await engine.sync();
  expect(report.exitCode).toBe(0);
  expect(await days()).toEqual(['03-01', '03-02', '03-03', '03-04']);
  expect(await states(engine)).toMatchObject([{ state: 'loaded' }, { state: 'verified' }]);
});

test('days that stay empty are asked for once more, and never again by a sync', async () => {
  const engine = await open({ start: '2025-02-01', vendor: { betsPerHour: 0 } });
  await engine.sync();
  const calls: number[] = [];
  for (let look = 1; look <= 3; look += 1) {
    engine.clock.now += 3_700_000;
    engine.vendor.requests.length = 0;
    await engine.sync();
    calls.push(summaries(engine).length);
  }
  const [first = 0, second = 0, third] = calls;
  expect([first, second]).toEqual([second + 1, third]);
});
