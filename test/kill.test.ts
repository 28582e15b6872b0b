/**
 * SIGKILL at random moments of a backfill, then the same command again: the store equals that of an
 * uninterrupted run. `npm run test:kill` does many rounds; the suite a few.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startPvVendor } from '../src/demo/pv/server.ts';
import { pvSettings } from './support/engine.ts';
import { type Place, place } from './support/ggr.ts';
import { holdAfter, PV_HISTORY } from './support/held-vendor.ts';

const ROUNDS = Number(process.env.GGR_KILL_ROUNDS ?? 4);
const BACKFILL = ['backfill', 'pv', '--from', '2025-03-01', '--to', '2025-03-02', '--yes'];

const FACTS = `select md5(string_agg(b::varchar, '|' order by event_id)) as digest, count(*)::integer as n
  from (select * exclude (fetched_at, run_id, revision) from pv.bets) b`;
const DOUBLED = 'select count(*) - count(distinct event_id) as doubled from pv.bets';
const LEDGER = `select count(*)::integer as windows, sum(received)::integer as received,
  count(*) filter (received <> inserted + updated + unchanged + quarantined)::integer as broken from sync.windows where state = 'loaded'`;

const state = async (where: Place) => ({
  facts: await where.query(FACTS),
  doubled: await where.query(DOUBLED),
  revisions: await where.query('select count(*) as n from sync.revisions'),
  rejects: await where.query('select record_key, field from sync.rejects order by 1'),
});

test(`a backfill killed ${ROUNDS} times ends in the same store as one that was left alone`, {
  timeout: 900_000,
}, async () => {
  const vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 3000 });
  try {
    const [bad] = vendor.bets(1_740_830_400, 1_740_834_000);
    vendor.misbehave.malformed.set(bad?.event_id ?? '', (record) => ({ ...record, credit: null }));
    const settings = { ...pvSettings(vendor), GGR_PV_REQUESTS_PER_SECOND: '40' };
    const calm = place(settings);
    expect((await calm.ggr(...BACKFILL)).code).toBe(3);
    const pages = vendor.requests.filter(({ path }) => path === PV_HISTORY).length;
    const expected = await state(calm);

    const torn = place(settings);
    // so few that no round can come to its end before it is killed, however slow this process is
    const most = Math.floor(pages / (Math.ceil(ROUNDS / 2) + 1));
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = round % 2 === 0 ? Math.ceil(Math.random() * most) : 0;
      const held = holdAfter(vendor, answers, PV_HISTORY);
      const running = torn.start(...BACKFILL);
      // every other one is killed while it pulls, the others wherever they have come to
      if (round % 2 === 0) await held.waiting(1);
      await sleep(Math.random() * (round % 2 === 0 ? 200 : 1200));
      running.process.kill('SIGKILL');
      expect((await running.ended).signal).toBe('SIGKILL');
      held.release();
    }
    const last = await torn.ggr(...BACKFILL);
    expect(last.code === 3 || last.stderr.includes('not asked for again')).toBe(true);
    expect(await state(torn)).toEqual(expected);
    expect(await torn.query(LEDGER)).toEqual([{ ...(await calm.query(LEDGER))[0] }]);
    expect(
      await torn.query(`select count(*) as n from sync.runs where outcome = 'killed'`),
    ).not.toEqual([{ n: 0 }]);
  } finally {
    await vendor.close();
  }
});
