/**
 * SIGKILL at any moment of a sync, a re-pull, a repair and a check, again and again on one store: no key is ever lost or
 * doubled, the ledger equals the data, and the end equals a run that nobody disturbed. `npm run torture` does 500.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { catalogue } from '../src/catalogue.ts';
import { startPvVendor } from '../src/demo/pv/server.ts';
import { Warehouse } from '../src/load/warehouse.ts';
import { pvSettings } from './support/engine.ts';
import { type Place, place } from './support/ggr.ts';

/** None in the suite, where `kill.test.ts` is the small one: a kill takes some three seconds. */
const KILLS = Number(process.env.GGR_TORTURE_KILLS ?? 0);
/** The whole store is looked at after so many. */
const LOOK_EVERY = 20;
const RANGE = ['--from', '2025-03-01', '--to', '2025-03-01T12:00:00Z'];

/** Fetch, stage, MERGE, commit and the checkpoint of the end lie in each of the first three. */
const COMMANDS = {
  backfill: ['backfill', 'pv.bets', ...RANGE, '--yes'],
  're-pull': ['backfill', 'pv.bets', ...RANGE, '--only', 'all', '--yes'],
  repair: ['reconcile', 'pv', ...RANGE, '--hours', '--repair'],
  check: ['check'],
} as const;
type Name = keyof typeof COMMANDS;
const NAMES = Object.keys(COMMANDS) as Name[];

const FACTS = `select md5(string_agg(b::varchar, '|' order by event_id)) as digest, count(*)::integer as n
  from (select * exclude (fetched_at, run_id, revision) from pv.bets) b`;
const DOUBLED = 'select event_id from pv.bets group by 1 having count(*) > 1';
/** What each window says it has stored of what it received, against its rows. */
const LEDGER = `select w.window_start, w.received, count(b.event_id) as rows
  from sync.windows w left join pv.bets b on b.window_start = w.window_start
 where w.stream = 'pv.bets' and w.state in ('loaded', 'verified')
 group by all having w.received <> count(b.event_id)`;
const STATES = `select state, count(*)::integer as n from sync.windows where stream = 'pv.bets' group by 1 order by 1`;

async function withStore({ store: path }: Place, statements: string): Promise<void> {
  const warehouse = await Warehouse.open({ catalogue, path, command: 'torture', now: Date.now });
  await warehouse.db.run(statements);
  await warehouse.close();
}

/** Before a repair something is there to repair; before a backfill something is missing. */
const SPOIL: Partial<Record<Name, string>> = {
  repair: `delete from pv.bets where event_id in (select event_id from pv.bets order by random() limit 1)`,
  backfill: `update sync.windows set state = 'failed' where window_start in
    (select window_start from sync.windows where stream = 'pv.bets' order by random() limit 3)`,
};

test.runIf(KILLS > 0)(
  `${KILLS} kills over fetch, stage, MERGE, commit, checkpoint, check and repair leave the store as one that was left alone`,
  {
    timeout: 14_400_000,
  },
  async () => {
    const vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 150 });
    try {
      const settings = { ...pvSettings(vendor), GGR_SYNC_START: '2025-03-01' };
      const calm = place(settings);
      const torn = place(settings);
      const tookMs = {} as Record<Name, number>;
      for (const name of NAMES) {
        const before = performance.now();
        expect((await calm.ggr(...COMMANDS[name])).code).toBe(0);
        tookMs[name] = performance.now() - before;
      }
      const expected = { facts: await calm.query(FACTS), states: await calm.query(STATES) };

      const killed = { backfill: 0, 're-pull': 0, repair: 0, check: 0 };
      expect((await torn.ggr(...COMMANDS.backfill)).code).toBe(0);
      for (let kills = 0, round = 0; kills < KILLS; round += 1) {
        const name = NAMES[round % NAMES.length] as Name;
        const spoil = SPOIL[name];
        if (spoil) await withStore(torn, spoil);
        const running = torn.start(...COMMANDS[name]);
        // the first fifth is Node starting
        await sleep(tookMs[name] * (0.2 + 0.8 * Math.random()));
        running.process.kill('SIGKILL');
        const { signal } = await running.ended;
        if (signal !== 'SIGKILL') continue; // it had come to its end
        kills += 1;
        killed[name] += 1;
        if (kills % LOOK_EVERY === 0) {
          expect(await torn.query(DOUBLED)).toEqual([]);
          process.stderr.write(`${kills} kills: ${JSON.stringify(killed)}\n`);
        }
      }
      for (const name of ['backfill', 'repair', 'check'] as const) {
        const { code, stderr } = await torn.ggr(...COMMANDS[name]);
        expect({ name, code, stderr: code === 0 ? '' : stderr }).toEqual({
          name,
          code: 0,
          stderr: '',
        });
      }
      expect(await torn.query(FACTS)).toEqual(expected.facts);
      expect(await torn.query(STATES)).toEqual(expected.states);
      expect(await torn.query(DOUBLED)).toEqual([]);
      expect(await torn.query(LEDGER)).toEqual([]);
    } finally {
      await vendor.close();
    }
  },
);
