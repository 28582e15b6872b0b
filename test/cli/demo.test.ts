/** The demo: what the bundled vendors and the game server say they played, the store must hold. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Warehouse } from '../../src/load/warehouse.ts';
import { exampleText, runExample } from '../support/examples.ts';
import { type Outcome, type Place, place, placeIn } from '../support/ggr.ts';
import { openToOthers } from '../support/modes.ts';

const QUERIES = resolve(import.meta.dirname, '../../sql/queries');
const EXAMPLES = resolve(import.meta.dirname, '../../sql/examples');
const examples = readdirSync(EXAMPLES).map((file) => file.replace(/\.sql$/, ''));
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

describe('--once', () => {
  let folder: string;
  let store: string;
  let where: Place;
  let first: Outcome;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ggr-demo-'));
    // as a stranger runs it: nothing is there yet, not even the folder
    store = join(folder, 'new', 'folder', 'ggr.duckdb');
    where = placeIn(folder, { GGR_WAREHOUSE: store });
    first = await where.ggr('demo', '--once');
    expect(first.code).toBe(0);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('leaves nothing that another user can read', () => {
    expect(readdirSync(join(folder, 'new', 'folder'))).toContain('ggr.duckdb');
    expect(openToOthers(folder)).toEqual([]);
  });

  test("shows the wallet's rounds in the table; the ledger proves itself; orphans are flagged", async () => {
    const { stdout, stderr } = first;
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
  });

  test('has a store on which all of sql/examples run, and at the command line as they stand', async () => {
    const warehouse = await Warehouse.openReadOnly(store);
    const empty: string[] = [];
    try {
      for (const name of examples) {
        if ((await runExample(warehouse, name)).length === 0) empty.push(name);
      }
    } finally {
      await warehouse.close();
    }
    // a demo has no hole, no refusal and nobody's belief of March 2025
    const nothing = ['believed-on-a-date', 'coverage-gaps', 'pv-control-totals', 'quarantine'];
    expect(empty.filter((name) => !nothing.includes(name) && name !== 'resettlements')).toEqual([]);
    const asText = await where.ggr('query', exampleText('freshness'));
    expect(asText).toMatchObject({ code: 0, stderr: '' });
    const file = join(EXAMPLES, 'freshness.sql');
    expect((await where.ggr('query', '--file', file)).stdout).toBe(asText.stdout);
    const parquet = ['--format', 'parquet', '--out', 'freshness.parquet'];
    expect((await where.ggr('query', '--file', file, ...parquet)).code).toBe(0);
  });

  test('has no row in which a check of sql/checks finds fault', async () => {
    expect(await where.ggr('check')).toMatchObject({ code: 0, stderr: '' });
  });

  test("fills a fresh store whose sums equal the vendors', twice", async () => {
    for (const { code, stdout, stderr } of [first, await where.ggr('demo', '--once')]) {
      expect(code).toBe(0);
      expect(stdout).toMatch(/^gaming_day +source +account/);
      expect(stderr.match(/: equal to the last digit/g)).toHaveLength(5);
      const [, verified, hours] =
        /every hour verified against the vendor: (\d+) of (\d+) hours of pv\.bets .*\n$/.exec(
          stderr,
        ) ?? [];
      expect(verified).toBe(hours);
      expect(Number(hours)).toBeGreaterThanOrEqual(72);
      expect(stderr).not.toContain('NOT every');
    }
  });
});

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
});
