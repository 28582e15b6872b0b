/** What the warehouse held at the daemon's end is known to the journal: less of it later is found out. */

import { expect, test, vi } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { serve } from '../support/daemon.ts';
import { place } from '../support/ggr.ts';

vi.setConfig({ testTimeout: 120_000 });

test('an end of wallet.ledger that is lost after a clean stop is told by verify, and shipped again', async () => {
  const where = place({ GGR_PORT: '0' });
  const daemon = await serve(where);
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    const body = { player_id: 'p1', currency: 'EUR', amount_cents: 100, key };
    expect((await daemon.call('/wallet/transfers', body)).status).toBe(201);
  }
  expect((await daemon.end()).code).toBe(0);
  const deposit = ['wallet', 'deposit', 'p1', 'EUR', '100', '--key', 'f'];
  expect((await where.call(...deposit)).code).toBe(0);
  const { store: path } = where;
  const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: Date.now });
  await warehouse.db.run('delete from wallet.ledger where seq >= 5');
  await warehouse.close();
  const told = await where.call('wallet', 'verify');
  expect(told.code).toBe(5);
  expect(told.stdout).toContain('the warehouse held wallet entries up to 6 and ends with 4 now');
  const again = await serve(where);
  expect((await again.sql('select count(*)::integer as n from wallet.ledger')).json()).toEqual([
    { n: 6 },
  ]);
  expect((await again.end()).stderr).toContain('"code":"warehouse-behind"');
});

test('a command that ships the lost end again says so: nothing shows it afterwards', async () => {
  const where = place();
  const deposit = (key: string) =>
    where.call('wallet', 'deposit', 'p1', 'EUR', '100', '--key', key);
  await deposit('a');
  await deposit('b');
  const warehouse = await Warehouse.open({
    catalogue,
    path: where.store,
    command: 'test',
    now: Date.now,
  });
  await warehouse.db.run('delete from wallet.ledger where seq = 2');
  await warehouse.close();
  const balance = () => where.call('wallet', 'balance', 'p1', '--json');
  const [told, later] = [await balance(), await balance()];
  expect([told.code, later.code]).toEqual([0, 0]);
  expect(told.stderr).toContain('the warehouse held wallet entries up to 2 and ends with 1 now');
  expect(later).toMatchObject({ stderr: '', stdout: told.stdout });
});
