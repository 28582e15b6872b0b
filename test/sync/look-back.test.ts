/** Late rows of the last two days are found by the vendor's totals, not by reading two days again. */
import { expect, test } from 'vitest';
import { reportDocument, reportSavings } from '../../src/cli/session/report.ts';
import { hasChanged } from '../../src/sync/job-state.ts';
import { LOOK_EACH_HOUR_MS, LOOK_EACH_SYNC_MS } from '../../src/sync/look-back.ts';
import { at, type Engine, histories, only, openEngine } from '../support/engine.ts';
import { editTotals, firstBet, startOf, summaries, withOneMore } from '../support/pv-days.ts';

const MINUTE_MS = 60_000;
/** From the first on a day more than a sync looks back. */
const open = (start: string, lookEveryMs = LOOK_EACH_SYNC_MS) =>
  openEngine({
    start,
    now: '2025-03-04T06:30:00',
    vendor: { betsPerHour: 3 },
    lookEveryMs,
  });
const readHours = (engine: Engine) =>
  histories(engine).map(({ body }) => new Date(startOf(body) * 1000).toISOString().slice(5, 13));
const betOf = (engine: Engine, hour: string) => firstBet(engine, `2025-${hour}:00:00`);
/** The same moment again, some minutes later. */
const syncLater = (engine: Engine, minutes = 5) => {
  engine.clock.now += minutes * MINUTE_MS;
  engine.vendor.requests.length = 0;
  return engine.sync();
};
const booksEqual = async (engine: Engine, from: string) =>
  expect(
    await engine.value(`select count(*) from pv.bets where end_at < '2025-03-04 06:00:00'`),
  ).toBe(String(engine.vendor.bets(at(from) / 1000, at('2025-03-04T06:00:00') / 1000).length));

test('a quiet sync asks once for two days and says what it saved; rows that come late are read, and only their hours', async () => {
  const engine = await open('2025-03-01');
  const late = [betOf(engine, '03-02T10'), betOf(engine, '03-04T03')];
  for (const { event_id } of late) engine.vendor.misbehave.withdrawn.add(event_id);
  await engine.sync();

  const quiet = await syncLater(engine);
  expect(readHours(engine)).toEqual(['03-04T06']);
  expect(summaries(engine)).toHaveLength(1);
  expect(reportSavings(quiet)).toEqual([
    "account pv, pv.bets: saved 47 requests: 48 closed windows of the last two days held against the vendor's totals (1 call), 0 of them read again",
  ]);
  expect(reportDocument(quiet).streams).toMatchObject([{ saved_requests: 47 }]);
  // in the same breath nothing is asked twice
  engine.vendor.requests.length = 0;
  await engine.sync();
  expect(summaries(engine).length).toBeLessThan(2);

  engine.vendor.misbehave.withdrawn.clear();
  const found = await syncLater(engine);
  expect(found.exitCode).toBe(0);
  // what was read again counts as any other read: readers want a snapshot of it
  const ofRun = `select count(*) from pv.bets where run_id = '${found.runId}' and revision = 1`;
  expect(only(found)).toMatchObject({
    differences: [],
    inserted: Number(await engine.value(ofRun)),
  });
  expect(hasChanged(only(found))).toBe(true);
  expect(new Set(readHours(engine))).toEqual(new Set(['03-04T06', '03-02T10', '03-04T03']));
  expect(summaries(engine).length).toBeLessThan(30);
  await booksEqual(engine, '2025-03-01');
  expect(
    await engine.rows(
      `select distinct state from sync.windows where window_end <= '2025-03-04 06:00:00'`,
    ),
  ).toEqual([{ state: 'verified' }]);
  expect(only(await syncLater(engine)).savings).toHaveLength(1);

  // a row that was taken back and one that was changed, in one day
  engine.vendor.misbehave.withdrawn.add(betOf(engine, '03-03T05').event_id);
  const changed = betOf(engine, '03-03T20');
  engine.vendor.misbehave.amended.set(changed.event_id, {
    gain_amount: Number(changed.gain_amount) - 7000,
  });
  await syncLater(engine);
  expect(readHours(engine)).toEqual(expect.arrayContaining(['03-03T05', '03-03T20']));
  await booksEqual(engine, '2025-03-01');
});

test('what an hour was equal by stays beside it, and a look is kept as evidence once an hour', async () => {
  const engine = await open('2025-03-03T18:00:00Z');
  await engine.sync();
  const kept = () => engine.value('select count(*) from sync.checks');
  await syncLater(engine, 40); // the hour is over
  const before = Number(await kept());
  for (let minutes = 0; minutes < 45; minutes += 15) await syncLater(engine, 15);
  expect(Number(await kept()) - before).toBeLessThan(4); // one a day
  expect(
    await engine.rows(
      `select state, control_count = received as has_totals from sync.windows where window_start = '2025-03-04 06:00:00'`,
    ),
  ).toEqual([{ state: 'verified', has_totals: true }]);
});

test('a day that contradicts its own hours is told, changes nothing, and is left alone for an hour', async () => {
  const engine = await open('2025-03-03');
  await engine.sync();
  editTotals(engine, withOneMore('2025-03-03'), (from, to) => to - from > 86_400);
  const told = await syncLater(engine);
  expect(told.exitCode).toBe(5);
  expect(engine.notes.join('\n')).toContain('contradict its own totals of the parts');
  expect(readHours(engine)).toEqual(['03-04T06']);
  await syncLater(engine);
  expect(summaries(engine).length).toBeLessThan(4);
  expect((await syncLater(engine, 65)).exitCode).toBe(5);
  await booksEqual(engine, '2025-03-03');
});

test('a schedule of five minutes looks back once an hour, and an hour that closes is one window and one call', async () => {
  const engine = await open('2025-03-03T18:00:00Z', LOOK_EACH_HOUR_MS);
  await engine.sync();
  engine.vendor.requests.length = 0;
  for (let minutes = 0; minutes < 65; minutes += 5) {
    engine.clock.now += 5 * MINUTE_MS;
    await engine.sync();
  }
  const spans = summaries(engine).map(({ body }) => {
    const { time_start, time_end } = (body as { data: { time_start: number; time_end: number } })
      .data;
    return (time_end - time_start) / 3600;
  });
  expect(spans).toEqual([1, 13]); // its own, and all of what is closed
  expect(
    await engine.rows(
      `select window_end::varchar as until, state from sync.windows where window_start = '2025-03-04 06:00:00'`,
    ),
  ).toEqual([{ until: '2025-03-04 07:00:00', state: 'verified' }]);
});
