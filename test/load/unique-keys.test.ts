/** A key is unique in the whole table, by the newest version, wherever the vendor moves it. */
import { expect, test } from 'vitest';
import { at, type Engine, only } from '../support/engine.ts';
import { answer, bet, hour, open } from '../support/pv-answers.ts';
import { openWmEngine } from '../support/wm-engine.ts';

const NOW = '2025-03-02T10:00:00';
const bets = ({ rows }: Engine) =>
  rows(`select bet_id, event_at::varchar as at, revision from ggr.bets order by event_at`);

test('a bet whose end moved by three hours is one row, and where it stood is in sync.revisions', async () => {
  const engine = await open(NOW);
  answer(engine, '10:00:00', [[bet('x', '10:30:00'), bet('y', '10:40:00')]]);
  await engine.backfill(hour(10));
  engine.clock.now += 60_000;
  answer(engine, '13:00:00', [[bet('x', '13:30:00')]]);
  const report = await engine.backfill(hour(13));
  expect(only(report)).toMatchObject({ received: 1, inserted: 0, updated: 1, unchanged: 0 });
  expect(await bets(engine)).toEqual([
    { bet_id: 'y', at: '2025-03-01 10:40:00', revision: 1 },
    { bet_id: 'x', at: '2025-03-01 13:30:00', revision: 2 },
  ]);
  expect(
    await engine.rows('select record_key, reason, event_at::varchar as at from sync.revisions'),
  ).toEqual([{ record_key: 'x', reason: 'replaced', at: '2025-03-01 10:30:00' }]);
  expect(engine.notes.join('\n')).toContain(
    '1 key of the window from 2025-03-01T13:00:00Z stood elsewhere',
  );
  expect(
    await engine.value(
      'select bool_and(received = inserted + updated + unchanged + quarantined) from sync.windows',
    ),
  ).toBe('true');
});

test('one event_id in two hours at once is one row, whichever is read first', async () => {
  const engine = await open(NOW);
  answer(engine, '10:00:00', [[bet('x', '10:30:00')]]);
  answer(engine, '15:00:00', [[bet('x', '15:30:00')]]);
  await engine.backfill({ start: at('2025-03-01T10:00:00'), end: at('2025-03-01T16:00:00') });
  expect(await engine.value('select count(*) from pv.bets')).toBe('1');
  engine.clock.now += 60_000;
  await engine.backfill(hour(10), 'all');
  expect(await bets(engine)).toMatchObject([{ at: '2025-03-01 10:30:00' }]);
});

test('the same key at two accounts is two bets', async () => {
  const engine = await open(NOW);
  answer(engine, '10:00:00', [[bet('x', '10:30:00')]]);
  await engine.rows(
    `insert into pv.bets by name select * replace ('other' as account) from pv.bets`,
  );
  await engine.backfill(hour(10));
  await engine.rows(
    `insert into pv.bets by name select * replace ('other' as account, timestamp '2025-03-01 20:00:00' as end_at) from pv.bets`,
  );
  await engine.backfill(hour(10), 'all');
  expect(await engine.value('select count(*) from pv.bets')).toBe('2');
});

test("a WM bet whose time moved by two days with a new settime is one row, by the vendor's version", async () => {
  const engine = await openWmEngine({ start: '2025-03-01', now: '2025-03-04T12:00:00' });
  await engine.sync('wm.bets');
  const [first] = engine.vendor.bets(at('2025-03-01T10:00:00'), at('2025-03-01T16:00:00'));
  const id = first?.betId ?? '';
  const moved = {
    user: first?.user,
    betId: id,
    betTime: '2025-03-03 20:00:00',
    bet: '10.0000',
    validbet: '10.0000',
    water: '0.0000',
    winLoss: '5.0000',
    gid: '101',
    settime: '2025-03-04 19:59:00',
    reset: 'Y',
  };
  engine.vendor.faults.add({
    kind: 'answer',
    body: JSON.stringify({ errorCode: 0, errorMessage: '', result: [moved] }),
    match: ({ query }) => query.get('cmd') === 'GetDateTimeReport' && query.get('timetype') === '1',
  });
  engine.clock.now += 3_600_000;
  await engine.sync('wm.resettlements');
  expect(await engine.value('select count(*) - count(distinct bet_id) from wm.bets')).toBe('0');
  expect(
    await engine.rows(
      `select bet_time::varchar as at, win_loss::varchar as net, revision from wm.bets where bet_id = '${id}'`,
    ),
  ).toEqual([{ at: '2025-03-03 12:00:00', net: '5.0000', revision: 2 }]);
  // the older version, read again where it stood, does not come back
  engine.clock.now += 3_600_000;
  await engine.sync('wm.bets', 'wm.resettlements');
  expect(await engine.value(`select count(*) from wm.bets where bet_id = '${id}'`)).toBe('1');
});
