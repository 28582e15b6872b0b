/**
 * npm run bench:clickhouse [rows] [folder]: what sending to ClickHouse costs and what the same views cost in both engines,
 * with rows of PV's bets over 60 days, 5 % of them revised. The cluster is chDB in this process (`npm run test:clickhouse`
 * installs it), or GGR_TEST_CLICKHOUSE_URL; in this process it shares its cores with all else. A folder is kept, and what
 * was made in it is made once.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../src/catalogue.ts';
import type { Account } from '../src/contract/vendor.ts';
import { beginOutbox, endOutbox, noteText } from '../src/load/changes.ts';
import { Cluster } from '../src/load/clickhouse/cluster.ts';
import { Sender } from '../src/load/clickhouse/sender.ts';
import { commitWindow } from '../src/load/merge.ts';
import { Stage } from '../src/load/stage.ts';
import { Warehouse } from '../src/load/warehouse.ts';
import { normalise } from '../src/transform/normalise.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const KEPT = process.argv[3];
const DAYS = 60;
const RUN = '00000000-0000-0000-0000-000000000001';
const REVISED = '00000000-0000-0000-0000-000000000002';
const FIRST = Date.parse('2025-01-01');
const WINDOWS = 50;
const PER_WINDOW = 2000;
const CHDB = new URL(
  '../test/clickhouse/node_modules/chdb/dist/connection/index.js',
  import.meta.url,
);
const say = (text: string) => process.stdout.write(`${text}\n`);

/** An hour in forty has bets that were settled again. */
const FILL = `
delete from sync.accounts;
insert into sync.accounts values ('pv', 'pv', 'CNY', 1);
insert into pv.bets
select 'pv', md5(cast(i as varchar)), 'd' || i // 4, 1000 + i % 40, i % 50000,
       case when i % 2 = 0 then 'op-' || i % 50000 else '' end,
       i % 97 + 1.0001, (i * 7919) % 211 - 105, 99999999999999.9999, i % 100000 + 1, s, s, null, date_trunc('hour', s), s + interval 1 hour, 1, '${RUN}'
  from (select i, timestamp '2025-01-01' + to_microseconds(cast(i * ${(DAYS * 86_400e6) / ROWS} as bigint)) as s from range(${ROWS}) t(i));`;
const REVISE = `
insert into sync.revisions
select account, 'pv.bets', event_id, revision, 'replaced', end_at, fetched_at, timestamp '2025-04-01', window_start, run_id, '${REVISED}', '{}'
  from pv.bets where hash(event_id) % 20 = 0 and revision = 1;
update pv.bets set bet_amount = bet_amount + 0.0001, revision = 2, run_id = '${REVISED}', fetched_at = timestamp '2025-04-01'
 where hash(event_id) % 20 = 0 and revision = 1;`;
const SUMS = `select count(*) as bets, sum(bet_amount) as stake, sum(gain_amount) as net, sum(credit_before_bet) as credit from pv.bets`;

interface Cost {
  readonly seconds: number;
  readonly cpu: number;
}

async function cost(work: () => Promise<unknown>): Promise<Cost> {
  const [start, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

const rate = (rows: number, { seconds, cpu }: Cost) =>
  `${seconds.toFixed(2)} s, ${cpu.toFixed(2)} s of CPU, ${Math.round(rows / seconds)} rows/s`;

async function openCluster(folder: string): Promise<Cluster> {
  const url = process.env.GGR_TEST_CLICKHOUSE_URL;
  if (url) return Cluster.open({ url });
  const { createChdbConnection } = await import(CHDB.href);
  return Cluster.open({ connection: createChdbConnection({ path: join(folder, 'chdb') }) });
}

/** The best of three: others use the machine, too. */
async function best(ask: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (let i = 0; i < 3; i += 1) times.push((await cost(ask)).seconds);
  return Math.min(...times).toFixed(3);
}

/** A pull's commits, of windows that are new: staged and merged as a sync does. */
async function pull(warehouse: Warehouse, from: number): Promise<void> {
  const stream = catalogue.streams.find(({ name }) => name === 'pv.bets');
  if (!stream) throw new Error('there is no pv.bets');
  const { census } = normalise(stream, {} as Account, []);
  for (let w = 0; w < WINDOWS; w += 1) {
    const start = FIRST + (from + w) * 3_600_000;
    const rows = Array.from({ length: PER_WINDOW }, (_, i) =>
      rowOf(start + i * 1000, `${from}-${w}-${i}`),
    );
    await warehouse.withConnection(async (db) => {
      using stage = new Stage(db, stream);
      stage.reset();
      await stage.append({ rows, extras: new Map(), rejects: [], census }, 1);
      const owner = { start, end: start + 3_600_000 };
      const moment = { runId: RUN, fetchedAt: Date.now(), now: Date.now(), truncated: null };
      const staged = { stage, probe: await stage.probe() };
      await commitWindow(warehouse, staged, { account: 'pv', stream, owner, ...moment });
    });
  }
}

function rowOf(at: number, id: string) {
  const instant = BigInt(at) * 1000n;
  return {
    event_id: id,
    draw_id: 'd',
    game_id: 1001n,
    user_id: 7n,
    op_id: 'op-7',
    bet_amount: 10_000n,
    gain_amount: -5_000n,
    credit_before_bet: 0n,
    credit: 0n,
    start_at: instant,
    end_at: instant,
  };
}

/** So many hours after the rows that were made. */
const later = (nth: number) => DAYS * 24 + 48 + nth * (WINDOWS + 1);

async function measurePull(warehouse: Warehouse, sender: Sender): Promise<void> {
  const rows = WINDOWS * PER_WINDOW;
  await endOutbox(warehouse);
  await pull(warehouse, later(0));
  const without = await cost(() => pull(warehouse, later(1)));
  say(`pull without a cluster: ${rate(rows, without)}`);
  await beginOutbox(warehouse, Date.now());
  await sender.even();
  const noted = await cost(() => pull(warehouse, later(2)));
  say(`pull that notes its changes: ${rate(rows, noted)}`);
  const sent = await cost(() => sender.even());
  say(`sending them (chDB's own work is in it): ${rate(rows, sent)}`);
  let longest = 0;
  let isOver = false;
  const beside = await cost(async () => {
    const pulling = pull(warehouse, later(3)).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const step = await sender.step();
      if (step.oldest)
        longest = Math.max(longest, Date.now() - Date.parse(`${step.oldest.replace(' ', 'T')}Z`));
      if (step.did === 'nothing') await new Promise((done) => setTimeout(done, 100));
    }
    await pulling;
  });
  say(
    `pull while they are sent: ${rate(rows, beside)}; the longest from a commit to its being whole there: ${longest} ms`,
  );
}

async function measureViews(warehouse: Warehouse, cluster: Cluster): Promise<void> {
  const [day, month] = ['2025-02-03', '2025-02-01'];
  const questions: readonly (readonly [string, string])[] = [
    ['ggr.daily, all of it', 'select * from ggr.daily'],
    [
      'ggr.daily, a month',
      `select * from ggr.daily where gaming_day >= date '${month}' and gaming_day < date '2025-03-01'`,
    ],
    ['ggr.hourly, a day', `select * from ggr.hourly where gaming_day = date '${day}'`],
    ['ggr.games', 'select * from ggr.games'],
    [
      'ggr.players, the first ten by stake',
      'select * from ggr.players order by stake desc limit 10',
    ],
    [
      'ggr.bets, one day of them added up',
      `select count(*), sum(stake) from ggr.bets where event_at >= timestamp '${day} 00:00:00' and event_at < timestamp '2025-02-04 00:00:00'`,
    ],
    [
      'one bet by its id',
      `select * from ggr.bets where account = 'pv' and source = 'pv' and bet_id = 'c4ca4238a0b923820dcc509a6f75849b'`,
    ],
  ];
  say('seconds: DuckDB (the store itself), ClickHouse');
  for (const [what, text] of questions) {
    const ours = await best(() => warehouse.db.many(text));
    const theirs = await best(() => cluster.query(text));
    say(`  ${what.padEnd(40)} ${ours.padStart(8)} ${theirs.padStart(8)}`);
  }
}

const folder = KEPT ?? mkdtempSync(join(tmpdir(), 'ggr-bench-clickhouse-'));
mkdirSync(folder, { recursive: true });
const path = join(folder, 'store.duckdb');
const isNew = !existsSync(path);
const warehouse = await Warehouse.open({ path, catalogue, command: 'bench', now: Date.now });
const cluster = await openCluster(folder);
const { db } = warehouse;
const sender = new Sender({
  warehouse: () => warehouse,
  cluster,
  catalogue,
  node: 'bench',
  now: Date.now,
});
if (isNew) {
  await db.run(FILL);
  await beginOutbox(warehouse, Date.now());
  say(`filling an empty cluster with ${ROWS} rows: ${rate(ROWS, await cost(() => sender.even()))}`);
  await warehouse.write(db, async () => {
    await db.run(REVISE);
    const change = {
      relation: `'pv.bets'`,
      account: `'pv'`,
      stream: 'null',
      whole: 'false',
      rows: String(ROWS / 20),
    };
    const bounds = {
      starts: `timestamp '2025-01-01'`,
      ends: `timestamp '2025-04-01'`,
      since: `timestamp '2025-04-01'`,
    };
    await noteText(db, { ...change, ...bounds, run: `uuid '${REVISED}'` });
  });
  say(`sending 5 % of them revised: ${rate(ROWS / 20, await cost(() => sender.even()))}`);
}
const [ours, theirs] = [await db.many(SUMS), await cluster.query(SUMS)];
say(
  `sums in DuckDB     ${JSON.stringify(ours[0], (_, v) => (typeof v === 'bigint' ? String(v) : String(v.toString?.()) === '[object Object]' ? v : String(v)))}`,
);
say(`sums in ClickHouse ${JSON.stringify(theirs[0])}`);
if (!isNew || KEPT === undefined) {
  await measureViews(warehouse, cluster);
  await measurePull(warehouse, sender);
}
const [size] = await cluster.query(
  `select formatReadableSize(sum(bytes_on_disk)) as size, count() as parts, sum(rows) as rows from system.parts where active and database = 'ggr_rows' and table = 'pv_bets'`,
);
say(`pv_bets in the cluster: ${size?.size}, ${size?.rows} rows in ${size?.parts} parts`);
await warehouse.close();
await cluster.close();
if (KEPT === undefined) rmSync(folder, { recursive: true, force: true });
process.exit(0);
