/** Fills pv.bets with months of made-up history, so that a load meets a table of real size. */

import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { catalogue } from '../../src/catalogue.ts';
import { KeyIndex } from '../../src/load/key-index.ts';
import { Warehouse } from '../../src/load/warehouse.ts';

/** Removes a store with all that lies beside it. */
export function removeStore(path: string): void {
  for (const end of ['', '.wal', '.keys', '.lock', '.tmp'])
    rmSync(`${path}${end}`, { recursive: true, force: true });
}

/** In a process of its own, so that its memory does not count. */
export async function prefill(path: string, millions: number): Promise<void> {
  const { status } = spawnSync(process.execPath, [import.meta.filename, path, String(millions)], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('the table could not be filled');
}

async function fill(path: string, millions: number): Promise<void> {
  const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now: Date.now });
  await warehouse.close();
  const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '2GB' });
  const connection = await instance.connect();
  await connection.run(`attach '${path}' as store; use store`);
  for (let m = 0; m < millions; m += 1) {
    await connection.run(`
      insert into pv.bets
      select 'pv', format('{:08x}-481e-11f0-a82e-{:012d}', (i * 2654435761) % 4294967296, i),
             format('1062-0-311-{}-0', i), 1000 + i % 12, 102115212044 + i % 5000, '',
             100, (i % 7 - 5) * 1.5, 120589.196, 120489.196, happened, happened + interval 2 second, null,
             date_trunc('hour', happened), happened, 1, '00000000-0000-0000-0000-000000000000'
        from (select i, make_timestamp(1735689600000000 + i * ${Math.floor((58 * 86_400_000_000) / (millions * 1e6))}) as happened
                from range(${m}000000, ${m + 1}000000) r(i))`);
  }
  await connection.run('checkpoint store');
  connection.closeSync();
  instance.closeSync();
  await indexKeys(path);
}

/** As the first pull into such a table does. */
async function indexKeys(path: string): Promise<void> {
  const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now: Date.now });
  const stream = catalogue.streams.find(({ table }) => table === 'pv.bets');
  const { db } = warehouse;
  if (stream) await warehouse.write(db, () => KeyIndex.of(db).prepare(db, stream));
  await warehouse.close();
}

const [, script, path, millions] = process.argv;
if (script === import.meta.filename && path && millions) await fill(path, Number(millions));
