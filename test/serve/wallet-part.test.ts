/** The wallet beside a warehouse that takes nothing: it goes on answering, says so, and ships later. */

import { join } from 'node:path';
import { request } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { StoreError } from '../../src/contract/errors.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { LedgerPart } from '../../src/serve/ledger-part.ts';
import { type Log, openLog } from '../../src/serve/log.ts';
import { sayFaults } from '../../src/serve/wallet-process.ts';
import { WalletService } from '../../src/wallet/service.ts';
import { until } from '../support/daemon.ts';
import { makeEmptyStore } from '../support/empty-store.ts';
import { temporaryFolder } from '../support/ggr.ts';

test('answers while the store is broken, and ships what it took once it is not', async () => {
  const folder = temporaryFolder();
  const path = makeEmptyStore(join(folder, 'ggr.duckdb'));
  const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: Date.now });
  const part = new LedgerPart({ roundTimeoutMs: 86_400_000 }, openLog('silent'));
  await part.listen(warehouse);
  const wallet = await WalletService.start({
    path: join(folder, 'wallet.sqlite'),
    now: Date.now,
    listen: { host: '127.0.0.1', port: 0, token: 'token', allowIps: [], zone: 'UTC' },
    watch: { trouble: () => {}, faults: () => {} },
  });
  onTestFinished(async () => {
    await wallet.stop();
    await part.stop();
    await warehouse.close();
  });
  const session = { code: 's1', playerId: 'p1', currency: 'EUR', expiresAt: null };
  await wallet.call('openSession', session);
  const bet = async (id: number) => {
    const reply = await request(`http://127.0.0.1:${wallet.port}/wallet/token`, {
      method: 'POST',
      body: JSON.stringify({ type: 'bet', code: 's1', game: 1, id, bet: 0 }),
    });
    return reply.body.json();
  };
  expect(await bet(1)).toMatchObject({ result: 1 });
  await part.beforeRead();
  expect(part.ready()).toBeUndefined();

  const write = warehouse.write.bind(warehouse);
  warehouse.write = async () => {
    throw new StoreError('store-broken', 'FATAL: the database has been invalidated');
  };
  expect(await bet(2)).toMatchObject({ result: 1 });
  await expect(part.beforeRead()).rejects.toThrow('invalidated');
  await until(() => part.ready() !== undefined);
  expect(part.ready()).toContain('entries are not shipped to the warehouse');
  expect(part.status()).toMatchObject({ entries_not_shipped: 1 });
  expect(await bet(3)).toMatchObject({ result: 1 });

  warehouse.write = write;
  await until(() => part.ready() === undefined);
  await part.beforeRead();
  const rows = await warehouse.db.many('select list(id order by seq) as ids from wallet.ledger');
  expect(String(rows[0]?.ids)).toBe('[1, 2, 3]');
});

test('what a warehouse that starts beside it has yet to say is no fatal fault of the wallet', () => {
  const said: string[] = [];
  const as = (level: string) => (_: object, text: string) => void said.push(`${level} ${text}`);
  const log = { info: as('info'), warn: as('warn'), fatal: as('fatal') } as unknown as Log;
  sayFaults(log, 'wallet.sqlite', [{ code: 'warehouse-unheard', message: 'unheard' }]);
  sayFaults(log, 'wallet.sqlite', [{ code: 'chain-broken', message: 'broken' }]);
  expect(said).toEqual([
    'warn the wallet does not serve yet: unheard',
    'fatal the wallet does not serve: broken',
  ]);
});
