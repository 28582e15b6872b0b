/**
 * npm run bench:publish -- [rows] [--store folder [--fill]]: what a snapshot costs, in seconds of the clock and of
 * CPU, at one size of the store: rows of PV's bets over 60 days and a day of a million besides; against a native
 * copy of the store. A folder keeps the store for another run; --fill makes it there, and measures nothing.
 * Others on the machine spoil the first figure, the second less.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { catalogue } from '../src/catalogue.ts';
import { quote } from '../src/load/sql.ts';
import { Warehouse } from '../src/load/warehouse.ts';
import { publish, type SnapshotInfo } from '../src/read/publish.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { store: { type: 'string' }, fill: { type: 'boolean', default: false } },
});
const ROWS = Number(positionals[0] ?? 1_000_000);
const DAYS = 60;
const BIG_DAY = 1_000_000;
const MINUTE = 60_000;
const RUN = `'00000000-0000-0000-0000-000000000001'`;
const FIRST = Date.parse('2025-01-01');
const NOW = Date.parse('2025-03-02T12:00:00Z');
const say = (text: string) => process.stdout.write(`${text}\n`);

const betsSql = (from: string, rows: number, secondsApart: number) => `
insert into pv.bets
select 'pv', md5(cast(i as varchar)), 'd' || i // 4, 1000 + i % 40, i % 50000,
       case when i % 2 = 0 then 'op-' || i % 50000 else '' end,
       i % 97 + 1, (i * 7919) % 211 - 105, i % 100000, i % 100000 + 1, s, s, null, date_trunc('hour', s), s + interval 1 hour, 1, ${RUN}
  from (select i, timestamp '${from}' + to_microseconds(cast(i * ${secondsApart * 1e6} as bigint)) as s from range(${rows}) t(i));`;
const FILL = `
insert into sync.accounts values ('pv', 'pv', 'CNY', 1);
${betsSql('2025-01-01', ROWS, (DAYS * 86_400) / ROWS)}
${betsSql('2025-03-02', BIG_DAY, 86_400 / BIG_DAY)}
insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged, quarantined, withdrawn, fetched_at, attempts, run_id)
select 'pv', 'pv.bets', w, w + interval 1 hour, 'verified', 0, 0, 0, 0, 0, 0, w + interval 1 hour, 1, ${RUN}
  from (select timestamp '2025-01-01' + to_hours(cast(i as integer)) as w from range(${24 * (DAYS + 1)}) t(i));
insert into sync.checks (account, stream, window_start, window_end, witness, verdict, checked_at)
select account, stream, window_start, window_end, 'totals', 'equal', window_end + interval 1 hour
  from sync.windows;`;
const entriesSql = (rows: number) => `
insert into wallet.ledger
select last + i + 1, 'EUR', last + i + 1, if(i % 2 = 0, 'bet', 'win'), 'p' || (i // 2) % 5000, 'session-' || (i // 2) % 5000, 7, (last + i) // 2,
       if(i % 2 = 0, -1, 0.96), 100, null, timestamp '2025-03-02' + to_microseconds((last + i) * 1000), null, (last + i) // 2, sha256(cast(last + i as varchar))
  from range(${rows}) t(i), (select coalesce(max(seq), 0) as last from wallet.ledger);`;
const touchSql = (from: string, hours: number) => `
insert into sync.touched
select number, uuid(), 'pv.bets', timestamp '${from}' + to_hours(cast(i as integer))
  from range(${hours}) t(i), (select max(number) + 1 as number from sync.touched);`;

async function timed<T>(what: string, work: () => Promise<T>, more = (_: T) => ''): Promise<T> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  const made = await work();
  const used = process.cpuUsage(cpu);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const ofCpu = ((used.user + used.system) / 1e6).toFixed(2);
  say(`${what.padEnd(58)}${seconds.padStart(8)} s${ofCpu.padStart(8)} s CPU  ${more(made)}`);
  return made;
}

const written = ({ files, rows }: SnapshotInfo) => `${files} files, ${rows} rows`;

async function nativeCopy({ db }: Warehouse, path: string): Promise<void> {
  await db.run(
    `attach ${quote(path)} as copied; copy from database store to copied; detach copied`,
  );
}

/** The longest of the commits that were made one after the other beside some work, and of as many without it. */
async function commitsBeside<T>(warehouse: Warehouse, work: () => Promise<T>): Promise<T> {
  let isOver = false;
  const commit = async (db: Warehouse['db']) => {
    const start = performance.now();
    await warehouse.write(db, () =>
      db.run(`insert into sync.streams values ('pv', 'bench', timestamp '2025-01-01')`),
    );
    return performance.now() - start;
  };
  const measure = (goesOn: (done: number) => boolean) =>
    warehouse.withConnection(async (db) => {
      const times: number[] = [];
      for (; goesOn(times.length); await sleep(20)) times.push(await commit(db));
      return times.sort((a, b) => a - b);
    });
  const beside = measure(() => !isOver);
  const made = await work();
  isOver = true;
  const times = await beside;
  const alone = await measure((done) => done < times.length);
  const told = (some: readonly number[]) =>
    `median ${some[some.length >> 1]?.toFixed(0)} ms, longest ${some.at(-1)?.toFixed(0)} ms`;
  say(`  ${times.length} commits beside it: ${told(times)}; without it: ${told(alone)}`);
  return made;
}

/** The lowest of some, as the others of the machine only ever add. */
async function readDaily(db: { many: (sql: string) => Promise<unknown> }): Promise<number> {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i += 1) {
    const cpu = process.cpuUsage();
    await db.many('from ggr.daily');
    const used = process.cpuUsage(cpu);
    lowest = Math.min(lowest, (used.user + used.system) / 1e6);
  }
  return lowest;
}

async function readSnapshot(folder: string): Promise<number> {
  const instance = await DuckDBInstance.create(join(folder, 'analytics.duckdb'), {
    access_mode: 'READ_ONLY',
  });
  const connection = await instance.connect();
  const many = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjects();
  const seconds = await readDaily({ many });
  connection.closeSync();
  instance.closeSync();
  return seconds;
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-publish-'));
const kept = values.store ?? folder;
mkdirSync(kept, { recursive: true });
const path = join(kept, 'store.duckdb');
const isFilled = existsSync(path);
const warehouse = await Warehouse.open({
  catalogue,
  path,
  command: 'bench',
  now: () => FIRST,
  memory: '1GB',
});

async function fill({ db }: Warehouse): Promise<void> {
  say(`${ROWS} bets in ${DAYS} days, and a day of ${BIG_DAY}`);
  if (isFilled) return;
  await timed('(filled)', () => db.run(FILL));
  await db.run(`${entriesSql(MINUTE * 10)} checkpoint`);
}

async function measure({ db }: Warehouse): Promise<void> {
  let clock = NOW;
  const now = () => clock;
  const make = (more: { merges?: boolean } = {}) =>
    publish(warehouse, { dir: join(folder, 'published'), catalogue, now, ...more });
  const native = join(folder, 'native.duckdb');
  await timed(
    'native copy',
    () => nativeCopy(warehouse, native),
    () => `${Math.round(statSync(native).size / 1e6)} MB`,
  );
  rmSync(native);
  const whole = await commitsBeside(warehouse, () => timed('first snapshot', make, written));
  await make(); // what the commits brought
  say(`  its files: ${Math.round(sizeOf(whole.folder) / 1e6)} MB`);
  await timed('nothing changed', make, written);
  await db.run(
    `insert into ggr.fx_rates values (date '2025-01-01', 'CNY', 'EUR', 0.12, 'bench', now()::timestamp)`,
  );
  await timed('a rate was imported', make, written);
  for (let i = 0; i < 3; i += 1) {
    await db.run(touchSql('2025-03-02', 24));
    await timed('every hour of the open day of 1 M rows touched', make, written);
  }
  await db.run(touchSql('2025-03-02 11:00:00', 1));
  await timed('one hour of it touched', make, written);
  await db.run(touchSql('2025-02-10 11:00:00', 1));
  await timed('an hour of a closed day touched', make, written);
  for (let i = 0; i < 3; i += 1) {
    await db.run(entriesSql(MINUTE));
    await timed(`a minute of the wallet, ${MINUTE} entries`, make, written);
  }
  clock += 86_400_000;
  await timed('the open day, quiet now, becomes one file', () => make({ merges: true }), written);
  await db.run(touchSql('2025-03-02 11:00:00', 1));
  const last = await timed('an hour of the closed day of 1 M rows touched', make, written);
  say(
    `ggr.daily, CPU: store ${(await readDaily(db)).toFixed(2)} s, snapshot ${(await readSnapshot(last.folder)).toFixed(2)} s`,
  );
}

try {
  await fill(warehouse);
  if (!values.fill) await measure(warehouse);
} finally {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
}
