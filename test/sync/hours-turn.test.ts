/** Hours of verified days are held against their own totals in turn, so many a night. */
import { expect, test } from 'vitest';
import { at, histories } from '../support/engine.ts';
import { editTotals, type PvDay, SUMMARY } from '../support/pv-days.ts';
import { open as openPulled } from '../support/reconciled-days.ts';

const DAY_MS = 86_400_000;
const A_NIGHT = 20;
/** Two days and the hours of today: 54 windows. */
const open = () => openPulled({ start: '2025-03-02', vendor: { betsPerHour: 3 } });
type Opened = Awaited<ReturnType<typeof open>>;
const night = (engine: Opened) => {
  engine.vendor.requests.length = 0;
  return engine.reconcile({ hoursInTurn: A_NIGHT });
};
const askedAlone = ({ vendor }: Opened) =>
  vendor.requests.flatMap(({ path, body }) => {
    const { time_start, time_end } = (body as { data: { time_start: number; time_end: number } })
      .data;
    return path === SUMMARY && time_end - time_start === 3600 ? [time_start * 1000] : [];
  });
const states = (engine: Opened) =>
  engine.rows(
    `select window_start::varchar as start from sync.windows where state = 'mismatch' order by 1`,
  );

test('each hour has its turn, and a bet that moved inside its day is found by then, with both of its hours', async () => {
  const engine = await open();
  await engine.rows(
    `update pv.bets set end_at = end_at + interval 3 hour, window_start = window_start + interval 3 hour
      where event_id = (select min(event_id) from pv.bets where window_start = '2025-03-03 19:00:00')`,
  );
  const asked = new Set<number>();
  for (const exitCode of [0, 0]) {
    expect((await night(engine)).exitCode).toBe(exitCode);
    expect(askedAlone(engine)).toHaveLength(A_NIGHT);
    for (const start of askedAlone(engine)) asked.add(start);
  }
  expect(asked.size).toBe(2 * A_NIGHT); // the second night goes on where the first ended
  const found = await night(engine);
  expect(found.exitCode).toBe(5);
  expect(engine.vendor.requests.length).toBeLessThan(A_NIGHT + 24 + 4);
  expect(await states(engine)).toEqual([
    { start: '2025-03-03 19:00:00' },
    { start: '2025-03-03 22:00:00' },
  ]);
  for (const start of askedAlone(engine)) asked.add(start);
  // what is left of today has its turn before any of the first day comes again
  await night(engine);
  expect(askedAlone(engine)).toContain(at('2025-03-04T05:00:00'));
  engine.clock.now += 2 * 3_600_000;
  await engine.sync();
  expect(await states(engine)).toEqual([]);
  expect((await engine.reconcile({ isEach: true })).exitCode).toBe(0);
});

test("hours that are not the vendor's own day, which is ours, are the vendor's fault: exit 5, and nothing is marked", async () => {
  const engine = await open();
  const before = await engine.rows('select * from pv.bets order by event_id');
  const isOne = (from: number, to: number) =>
    from === at('2025-03-02T04:00:00') / 1000 && to - from < DAY_MS / 1000;
  const more = (days: readonly PvDay[]) =>
    days.map((day) => ({ ...day, bet_amount: Number(day.bet_amount) + 1000 }));
  editTotals(engine, more, isOne);
  const report = await night(engine);
  expect(report.exitCode).toBe(5);
  expect(report.streams[0]?.standing).toMatchObject([
    { state: 'differs', window: { start: at('2025-03-02'), end: at('2025-03-03') } },
  ]);
  expect(histories(engine)).toHaveLength(0);
  expect(await states(engine)).toEqual([]);
  expect(await engine.rows('select * from pv.bets order by event_id')).toEqual(before);
  engine.vendor.faults.clear();
  expect((await engine.reconcile({ isEach: true })).exitCode).toBe(0);
});
