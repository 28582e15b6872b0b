/** The wallet in the demo: what the game server says it played, the store must hold. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { place } from '../support/ggr.ts';

const QUERIES = resolve(import.meta.dirname, '../../sql/queries');
const SAID =
  /game server's own sums in (\w+): (\d+) rounds, (\d+) open, stake (\S+), ggr (\S+): (.*)/g;

/** What the game server said of each currency. */
const saidSums = (stderr: string) =>
  [...stderr.matchAll(SAID)].map(([, currency, rounds, open, stake, ggr, verdict]) => ({
    currency,
    rounds: Number(rounds),
    open: Number(open),
    stake,
    ggr,
    verdict,
  }));

test("--once shows the wallet's rounds in the table; the ledger proves itself; orphans are flagged", async () => {
  const { folder } = place();
  // as a stranger runs it: nothing is there yet, not even the folder
  const where = place({ GGR_WAREHOUSE: join(folder, 'new', 'folder', 'ggr.duckdb') });
  const { code, stdout, stderr } = await where.ggr('demo', '--once');
  expect(code).toBe(0);
  expect(stdout).toMatch(/ wallet +wallet-eur +EUR /);
  expect(stdout).toMatch(/ wallet +wallet-usd +USD /);

  const theirs = saidSums(stderr).map(({ verdict: _, open: __, ...sums }) => sums);
  expect(theirs.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
  const daily = await where.query(
    `select currency, sum(bets)::bigint as rounds, sum(stake) as stake, sum(ggr) as ggr
       from ggr.daily where source = 'wallet' group by currency order by currency`,
  );
  expect(daily).toEqual(theirs);

  const reports = ['daily', 'hourly', 'games', 'players'].map(
    (
      view,
    ) => `select source, account, currency, sum(bets)::bigint as bets, sum(stake) as stake, sum(payout) as payout,
                      sum(ggr) as ggr, sum(tips) as tips, sum(rebate) as rebate from ggr.${view} group by all`,
  );
  const sums = await where.query<{ views: number; sums: number }>(
    `select source, count(*) as views, count(distinct (bets, stake, payout, ggr, tips, rebate)) as sums
       from (${reports.join(' union all ')}) group by source, account, currency order by source`,
  );
  expect(sums).toEqual(
    ['pop', 'pv', 'wallet', 'wallet', 'wm'].map((source) => ({ source, views: 4, sums: 1 })),
  );

  const proof = readFileSync(join(QUERIES, 'prove-ledger.sql'), 'utf8');
  expect(await where.query(`select * from (\n${proof})`)).toEqual([]);

  const rounds = await where.query(
    `select count(*) = (select count(distinct (currency, round)) from wallet.ledger where kind in ('bet', 'win')) as one_each,
            count(*) = count(distinct (account, bet_id)) as no_doubles,
            count(*) filter (where status = 'open') > 0 as some_open,
            count(*) > 700 as many
       from ggr.bets where source = 'wallet'`,
  );
  expect(rounds).toEqual([{ one_each: true, no_doubles: true, some_open: true, many: true }]);

  const unstaked = await where.query(
    `select distinct flags, stake, status from ggr.bets
      where source = 'wallet' and payout > 0 and flags in ('orphan', 'bet-cancelled') order by flags`,
  );
  expect(unstaked).toEqual([
    { flags: 'bet-cancelled', stake: '0.0000', status: 'settled' },
    { flags: 'orphan', stake: '0.0000', status: 'settled' },
  ]);
}, 180_000);

test('without --once the players go on, and the sums stay equal until Ctrl-C', async () => {
  const running = place().start('demo');
  let stderr = '';
  running.process.stderr?.on('data', (text: string) => {
    stderr += text;
  });
  while (saidSums(stderr).length < 4) await once(running.process.stderr ?? running.process, 'data');
  running.process.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  const said = saidSums(stderr);
  expect(said.map(({ verdict }) => verdict)).toEqual(said.map(() => 'equal to the last digit'));
  const all = (sums: typeof said) => sums.reduce((sum, s) => sum + s.rounds + s.open, 0);
  expect(all(said.slice(2, 4))).toBeGreaterThan(all(said.slice(0, 2)));
}, 180_000);
