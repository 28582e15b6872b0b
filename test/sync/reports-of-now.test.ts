/** Reports that tell of now and of no other time: what a later look shows ends what an earlier one failed at. */
import { expect, test } from 'vitest';
import { sql } from '../../src/load/sql.ts';
import { openPopEngine } from '../support/pop-engine.ts';

const LEDGER = `select state, window_start::varchar as s, window_end::varchar as e from sync.windows
                 where stream = 'pop.games' order by 2`;
const GAMES = 'pop.games';
const open = () => openPopEngine({ now: '2025-03-03T10:20:00', net: { retries: 0 } });
const ofGames = async ({ gaps }: Awaited<ReturnType<typeof open>>) =>
  (await gaps()).filter(({ stream }) => stream === GAMES);

test('a first look that failed is a gap until the next one, and then it is nothing', async () => {
  const engine = await open();
  engine.vendor.faults.add({ kind: 'http-500-html', times: 2 });
  expect((await engine.syncGames()).exitCode).toBe(3);
  engine.clock.now += 60_000;
  expect((await engine.syncGames()).exitCode).toBe(3);
  expect(await ofGames(engine)).toMatchObject([{ state: 'failed', attempts: 2 }]);
  engine.clock.now += 60_000;
  expect((await engine.syncGames()).exitCode).toBe(0);
  expect(await engine.rows(LEDGER)).toMatchObject([{ state: 'loaded', e: '2025-03-03 10:17:00' }]);
  expect(await ofGames(engine)).toEqual([]);
});

test('a later look that failed is one as well', async () => {
  const engine = await open();
  await engine.syncGames();
  engine.clock.now += 60_000;
  engine.vendor.faults.add({ kind: 'http-500-html' });
  await engine.syncGames();
  expect(await ofGames(engine)).toMatchObject([{ state: 'failed' }]);
  engine.clock.now += 60_000;
  await engine.syncGames();
  expect(await ofGames(engine)).toEqual([]);
  expect(await engine.value(`select count(*) from sync.windows where state = 'failed'`)).toBe('0');
});

test('a store of version 0.1 loses the failures that a later look has ended, and no others', async () => {
  const engine = await open();
  const { db } = engine.warehouse;
  await db.run(`
    insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated,
                              unchanged, quarantined, withdrawn, attempts, run_id)
    select 'pop', stream, start, start + interval 1 second, state, 0, 0, 0, 0, 0, 0, 1, uuid()
      from (values ('pop.games', timestamp '2025-03-01 10:00:00', 'failed'),
                   ('pop.games', timestamp '2025-03-02 10:00:00', 'loaded'),
                   ('pop.games', timestamp '2025-03-03 10:00:00', 'failed'),
                   ('wm.bets',   timestamp '2025-03-01 10:00:00', 'failed'),
                   ('wm.bets',   timestamp '2025-03-02 10:00:00', 'loaded')) old (stream, start, state);
    alter table sync.cursors drop column resume_cursor;
    alter table sync.cursors drop column resume_rows;`);
  await db.run(sql('migrations/000013-resume-cursors'));
  expect(
    await engine.rows(
      `select stream, window_start::date::varchar as d from sync.windows where state = 'failed' order by all`,
    ),
  ).toEqual([
    { stream: 'pop.games', d: '2025-03-03' },
    { stream: 'wm.bets', d: '2025-03-01' },
  ]);
});
