/** An empty cluster is filled, and gets a revised twentieth: what a row costs as the table grows, and equal sums. */
import { catalogue } from '../../src/catalogue.ts';
import { beginOutbox, noteText } from '../../src/load/changes.ts';
import { Cluster } from '../../src/load/clickhouse/cluster.ts';
import { Sender } from '../../src/load/clickhouse/sender.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { type BenchCluster, costOf, inWords, say } from './cluster.ts';

const REVISED = '00000000-0000-0000-0000-000000000002';
const REVISE = `
insert into sync.revisions
select account, 'pv.bets', event_id, revision, 'replaced', end_at, fetched_at, timestamp '2030-04-01', window_start, run_id, '${REVISED}', '{}'
  from pv.bets where hash(event_id) % 20 = 0 and revision = 1;
update pv.bets set bet_amount = bet_amount + 0.0001, revision = 2, run_id = '${REVISED}', fetched_at = timestamp '2030-04-01'
 where hash(event_id) % 20 = 0 and revision = 1;`;
const SUMS = `select count(*) as bets, sum(bet_amount) as stake, sum(gain_amount) as net, sum(credit_before_bet) as credit from pv.bets`;
const SIZES = `
select table as name, sum(bytes_on_disk) as bytes, sum(rows) as rows, count() as parts
  from system.parts
 where active and database = 'ggr_rows' and table in ('pv_bets', 'wm_bets', 'kept_players', 'kept_hours', 'kept_days')
 group by table
 order by table`;
/** A fill says how far it is so often. */
const EVERY_ROWS = 2_500_000;

export function senderFor(warehouse: Warehouse, cluster: Cluster): Sender {
  const { now } = Date;
  return new Sender({ warehouse: () => warehouse, cluster, catalogue, node: 'bench', now });
}

export async function measureFill(warehouse: Warehouse, at: BenchCluster): Promise<void> {
  const cluster = await Cluster.open({ url: at.url });
  await beginOutbox(warehouse, Date.now());
  const sender = senderFor(warehouse, cluster);
  say(`an empty cluster is filled, ${EVERY_ROWS} rows and more at a time:`);
  for (let isFilled = false; !isFilled; ) {
    let rows = 0;
    const cost = await costOf(at, async () => {
      while (!isFilled && rows < EVERY_ROWS) {
        const step = await sender.step();
        rows += step.rows;
        isFilled = step.did === 'filled' || step.did === 'nothing';
      }
    });
    say(`  ${inWords(rows, cost)}`);
  }
  await sender.even();
  const { n } = await warehouse.db.one(`select count(*) as n from pv.bets where revision = 2`);
  if (n === 0n) await revise(warehouse);
  let revised = 0;
  const cost = await costOf(at, async () => {
    for (let did = ''; did !== 'nothing'; ) {
      const step = await sender.step();
      revised += step.rows;
      ({ did } = step);
    }
  });
  say(
    `5 % of PV's bets were revised (and their versions and sums sent): ${inWords(revised, cost)}`,
  );
  const [ours] = await warehouse.db.many(SUMS);
  const [theirs] = await cluster.query(SUMS);
  say(
    `sums here:  ${Object.values(ours ?? {})
      .map(String)
      .join(' ')}`,
  );
  say(`sums there: ${Object.values(theirs ?? {}).join(' ')}`);
  for (const { name, bytes, rows, parts } of await cluster.query(SIZES)) {
    say(
      `  ${name}: ${rows} rows in ${parts} parts, ${Math.round(Number(bytes) / Number(rows))} bytes a row`,
    );
  }
  await cluster.close();
}

async function revise(warehouse: Warehouse): Promise<void> {
  const { db } = warehouse;
  const span = await db.one(
    'select min(end_at)::varchar as first, max(end_at)::varchar as last from pv.bets',
  );
  await warehouse.write(db, async () => {
    await db.run(REVISE);
    await noteText(db, {
      relation: `'pv.bets'`,
      account: `'pv'`,
      stream: 'null',
      starts: `timestamp '${span.first}'`,
      ends: `timestamp '${span.last}'`,
      since: `timestamp '2030-04-01'`,
      run: `uuid '${REVISED}'`,
      whole: 'false',
      rows: '1',
    });
  });
}
