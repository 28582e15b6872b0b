/**
 * node publish-once.ts <store> <dir> <n>: one commit more in the store, and a publish that is killed before its
 * n-th call to DuckDB or the file system; with 0 it is left alone and says how many calls there were.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { catalogue } from '../../src/catalogue.ts';
import { Database } from '../../src/load/database.ts';
import { Warehouse } from '../../src/load/warehouse.ts';

const [, , store = '', dir = '', at = '0'] = process.argv;
let left = Number.POSITIVE_INFINITY;
let calls = 0;
const step = () => {
  calls += 1;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};

/** Lets every call of a method be a step. */
function count<T extends object>(owner: T, name: keyof T): void {
  const method = owner[name];
  if (typeof method !== 'function') throw new Error(`${String(name)} is no method`);
  owner[name] = function (this: unknown, ...args: unknown[]) {
    step();
    return method.apply(this, args);
  } as T[typeof name];
}

for (const name of ['run', 'many'] as const) count(Database.prototype, name);
for (const name of [
  'chmodSync',
  'copyFileSync',
  'linkSync',
  'mkdirSync',
  'mkdtempSync',
  'renameSync',
  'rmSync',
  'symlinkSync',
  'writeFileSync',
] as const) {
  count(fs, name);
}
syncBuiltinESMExports();
// after the methods were changed: a module takes them when it is loaded
const { publish } = await import('../../src/read/publish.ts');

const now = Date.now;
const warehouse = await Warehouse.open({ catalogue, path: store, command: 'test', now });
await warehouse.write(warehouse.db, () =>
  warehouse.db.run(`
    insert into ggr.fx_rates values (date '2025-01-01', 'CNY', 'EUR', 1, 'hand', timestamp '2025-01-01');
    insert into wallet.ledger
    select coalesce(max(seq), 0) + 1, 'EUR', null, 'deposit', 'ann', null, null, null, 1, 1, null, timestamp '2025-01-01', null, null, uuid()::varchar
      from wallet.ledger;
    insert into wm.tips (account, bet_id, username, bet_time, tip, gid, window_start, fetched_at, revision, run_id)
    select 'wm', uuid(), 'ann', timestamp '2025-01-01' + to_hours(cast(count(*) % 3 as integer)), 1, '101', timestamp '2025-01-01', timestamp '2025-01-01', 1, uuid()
      from wm.tips;
    insert into sync.touched
    select max(number) + 1, uuid(), 'wm.tips', (select timestamp '2025-01-01' + to_hours(cast((count(*) - 1) % 3 as integer)) from wm.tips)
      from sync.touched`),
);
calls = 0;
left = Number(at) || Number.POSITIVE_INFINITY;
await publish(warehouse, { dir, catalogue, now });
process.stdout.write(String(calls));
left = Number.POSITIVE_INFINITY;
await warehouse.close();
