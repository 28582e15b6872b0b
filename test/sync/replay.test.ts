/** The quarantine once more: what an older ggr refused and this one takes becomes rows, once. */
import { expect, test } from 'vitest';
import { catalogue, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { replayRejects } from '../../src/sync/replay.ts';
import { at, type Engine, openEngine, pvSettings } from '../support/engine.ts';
import { openPopEngine, popSettings } from '../support/pop-engine.ts';
import { becomesGood, malformed } from '../support/refused.ts';

const HOUR = { start: at('2025-03-01T03:00:00'), end: at('2025-03-01T04:00:00') };

/** An hour of PV of whose bets the first two were refused. */
async function open() {
  const engine = await openEngine({ start: '2025-03-01', now: '2025-03-01T06:30:00' });
  const bets = engine.vendor.bets(HOUR.start / 1000, HOUR.end / 1000);
  const [first, second] = bets;
  if (!first || !second) throw new Error('two bets expected');
  for (const { event_id } of [first, second]) {
    engine.vendor.misbehave.malformed.set(event_id, malformed);
  }
  await engine.backfill(HOUR);
  return { engine, bets, first, second, replay: () => replayOn(engine, pvSettings(engine.vendor)) };
}

function replayOn(
  { warehouse, clock }: { warehouse: Warehouse; clock: { now: number } },
  env: Record<string, string>,
) {
  const { accounts } = loadConfig(vendors, { env, folder: '/nonexistent' });
  return replayRejects(catalogue.streams, {
    warehouse,
    accounts,
    signal: new AbortController().signal,
    now: () => clock.now,
    arguments: '',
  });
}
const windowOf = async (engine: Engine) =>
  (
    await engine.rows(
      `select state, received::integer as received, inserted::integer as inserted, updated::integer as updated,
              unchanged::integer as unchanged, quarantined::integer as quarantined
         from sync.windows where window_start = '2025-03-01 03:00:00'`,
    )
  )[0];
const runs = ({ value }: Engine) => value('select count(*) from sync.runs');

test('a record that is good now becomes a row of its window, with the time of its read and the run of the replay', async () => {
  const { engine, bets, first, second, replay } = await open();
  const all = bets.length;
  expect(await windowOf(engine)).toMatchObject({
    state: 'mismatch',
    inserted: all - 2,
    quarantined: 2,
  });
  await becomesGood(engine, first.event_id, first);
  engine.clock.now += 60_000;
  const report = await replay();
  expect(report.streams).toEqual([
    {
      account: 'pv',
      stream: 'pv.bets',
      isConfigured: true,
      replayed: 1,
      inserted: 1,
      updated: 0,
      unchanged: 0,
      stillBad: 1,
      open: 1,
    },
  ]);
  expect(await windowOf(engine)).toEqual({
    state: 'loaded',
    received: all,
    inserted: all - 1,
    updated: 0,
    unchanged: 0,
    quarantined: 1,
  });
  const [row] = await engine.rows(
    `select window_start::varchar as w, fetched_at::varchar as f, run_id::varchar as run, revision, draw_id
       from pv.bets where event_id = '${first.event_id}'`,
  );
  expect(row).toEqual({
    w: '2025-03-01 03:00:00',
    f: '2025-03-01 06:30:00',
    run: report.runId,
    revision: 1,
    draw_id: first.draw_id,
  });
  expect(await engine.rows('select record_key from sync.rejects')).toEqual([
    { record_key: second.event_id },
  ]);
  expect(
    await engine.rows(
      `select outcome, inserted::integer as inserted from sync.runs where command = 'rejects replay'`,
    ),
  ).toEqual([{ outcome: 'partial', inserted: 1 }]);
});

test('a replay again changes nothing and leaves no run; the next sync compares the window again', async () => {
  const { engine, first, second, replay } = await open();
  await becomesGood(engine, first.event_id, first);
  await becomesGood(engine, second.event_id, second);
  await replay();
  const [window, before] = [await windowOf(engine), await runs(engine)];
  const again = await replay();
  expect(again).toMatchObject({ runId: undefined, streams: [] });
  expect([await windowOf(engine), await runs(engine)]).toEqual([window, before]);
  engine.clock.now += 60_000;
  await engine.sync();
  expect(await windowOf(engine)).toMatchObject({ state: 'verified', quarantined: 0 });
});

test('an older version never wins: a row that came by a later read stays as it is', async () => {
  const { engine, bets, first, replay } = await open();
  const third = bets[2];
  if (!third) throw new Error('three bets expected');
  // refused an hour before the row came, and with another gain
  await engine.rows(
    `update sync.rejects set record_key = '${third.event_id}', fetched_at = fetched_at - interval 1 hour where record_key = '${first.event_id}'`,
  );
  await becomesGood(engine, third.event_id, { ...third, gain_amount: 777_000 });
  const before = await engine.rows(`from pv.bets where event_id = '${third.event_id}'`);
  expect((await replay()).streams).toMatchObject([{ replayed: 1, inserted: 0, unchanged: 1 }]);
  expect(await engine.rows(`from pv.bets where event_id = '${third.event_id}'`)).toEqual(before);
  expect(await engine.value('select count(*) from sync.revisions')).toBe('0');
});

test('a newer version replaces the row, and the one before stands in sync.revisions', async () => {
  const { engine, bets, first, replay } = await open();
  const third = bets[2];
  if (!third) throw new Error('three bets expected');
  await engine.rows(
    `update sync.rejects set record_key = '${third.event_id}', fetched_at = fetched_at + interval 1 minute where record_key = '${first.event_id}'`,
  );
  await becomesGood(engine, third.event_id, { ...third, gain_amount: 777_000 });
  const report = await replay();
  expect(report.streams).toMatchObject([{ replayed: 1, inserted: 0, updated: 1 }]);
  expect(await windowOf(engine)).toMatchObject({ updated: 1, quarantined: 1 });
  expect(
    await engine.rows('select record_key, reason, replaced_by::varchar as by from sync.revisions'),
  ).toEqual([{ record_key: third.event_id, reason: 'replaced', by: report.runId }]);
});

test('two things under one key stay, whether the read had refused them for that or not', async () => {
  const { engine, first, second, replay } = await open();
  await becomesGood(engine, first.event_id, first);
  // another player under the key of the first
  await becomesGood(engine, second.event_id, { ...second, event_id: first.event_id, user_id: 99 });
  expect(await replay()).toMatchObject({ runId: undefined, streams: [{ replayed: 0, open: 2 }] });
  await engine.rows(`update sync.rejects set kind = 'conflict'`);
  await engine.rows(`delete from sync.rejects where record_key = '${second.event_id}'`);
  expect(await replay()).toMatchObject({ runId: undefined, streams: [{ replayed: 0, open: 1 }] });
});

test('a record that the answer had twice leaves no refusal counted when it becomes a row', async () => {
  const { engine, bets, first, second, replay } = await open();
  await becomesGood(engine, first.event_id, first);
  await becomesGood(engine, second.event_id, second);
  await engine.rows(
    `update sync.windows set received = received + 1, quarantined = quarantined + 1 where quarantined > 0`,
  );
  await replay();
  expect(await windowOf(engine)).toMatchObject({
    received: bets.length + 1,
    inserted: bets.length,
    unchanged: 1,
    quarantined: 0,
  });
});

test('what a person has accepted is replayed, too, and is no longer open where it stays', async () => {
  const { engine, first, replay } = await open();
  await engine.rows(`update sync.rejects set accepted_at = now()::timestamp, accepted_by = 'ann'`);
  await becomesGood(engine, first.event_id, first);
  expect((await replay()).streams).toMatchObject([{ replayed: 1, stillBad: 1, open: 0 }]);
});

test('an account that is not configured is left alone, and its refusals stay open', async () => {
  const { engine, first } = await open();
  await becomesGood(engine, first.event_id, first);
  const report = await replayOn(engine, {});
  expect(report.streams).toMatchObject([{ isConfigured: false, replayed: 0, open: 2 }]);
});

test('a refused record of a walk becomes a row, and the walk stays where it stands', async () => {
  const engine = await openPopEngine({ now: '2025-03-01T06:30:00' });
  await engine.sync();
  const [bet] = await engine.rows('from pop.bets order by insert_time limit 1');
  const id = String(bet?.id);
  const raw = JSON.stringify({
    ID: id,
    PID: bet?.pid,
    UserID: bet?.user_id,
    GameID: bet?.game_id,
    Bet: 1,
    Win: 0,
    WinLose: -1,
    InsertTime: '2025-03-01T00:10:00Z',
  });
  const walk = await engine.rows('from sync.cursors');
  await engine.rows(
    `insert into sync.rejects by name
     select account, 'pop.bets' as stream, window_start, window_start + interval 1 microsecond as window_end, 'new' as record_key,
            'Bet' as field, 'x' as reason, '${raw.replace(id, 'new')}' as raw, fetched_at, run_id, 'abc' as id, fetched_at as first_seen
       from pop.bets where id = '${id}'`,
  );
  const report = await replayOn(engine, popSettings(engine.vendor));
  expect(report.streams).toMatchObject([
    { account: 'pop', stream: 'pop.bets', replayed: 1, inserted: 1, open: 0 },
  ]);
  expect(
    await engine.rows(
      `select window_start::varchar as w, run_id::varchar as run, win_lose::varchar as net from pop.bets where id = 'new'`,
    ),
  ).toEqual([{ w: '2025-03-01 00:10:00', run: report.runId, net: '-1.0000' }]);
  expect(await engine.rows('from sync.cursors')).toEqual(walk);
});

test('what is replayed into a day that was complete restates it, and leaves what was believed before as it was', async () => {
  const { engine, first, replay } = await open();
  engine.clock.now = at('2025-03-02T06:30:00');
  await engine.sync();
  const ggr = (from: string) =>
    engine.value(`select ggr from ${from} where gaming_day = '2025-03-01'`);
  const before = await ggr('ggr.daily');
  await becomesGood(engine, first.event_id, first);
  engine.clock.now = at('2025-03-05T06:30:00');
  await replay();
  const after = await ggr('ggr.daily');
  expect(after).not.toBe(before);
  expect(
    await engine.rows(
      'select was_ggr::varchar as was, is_ggr::varchar as "is", cause, changed_at::varchar as at from ggr.restated',
    ),
  ).toEqual([{ was: before, is: after, cause: 'late', at: '2025-03-05 06:30:00' }]);
  expect(await ggr(`ggr.daily_as_of('2025-03-05 06:29:59')`)).toBe(before);
  expect(await ggr(`ggr.daily_as_of('2025-03-05 06:30:00')`)).toBe(after);
});
