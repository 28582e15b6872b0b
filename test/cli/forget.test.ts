/** `ggr forget` and `ggr remember` without a cluster, and what every question says of forgotten months. */
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { placeWithStore } from '../support/ggr.ts';

test('a question says on stderr which months no answer has, and the commands what they need', async () => {
  const where = placeWithStore();
  const warehouse = await Warehouse.open({
    ...{ catalogue, path: where.store, command: 'test', now: Date.now },
  });
  await warehouse.db.run(`
    insert into sync.forgotten
    select 'pv', 'pv.bets', month, '2025-01-01', '2025-02-01', 1, 0, '{}', 'x', 'far.example', 1, '2025-06-01', uuid()
      from (values ('2025-01'), ('2025-03')) t(month)`);
  await warehouse.close();
  expect(await where.call('query', 'select 1 as one', '--format', 'csv')).toMatchObject({
    code: 0,
    stdout: 'one\n1\n',
    stderr: expect.stringContaining(
      'forgotten here, and in no answer of the store: pv 2025-01 to 2025-03',
    ),
  });
  expect(await where.call('forget')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('GGR_CLICKHOUSE_URL'),
  });
  expect(await where.call('remember', 'pv', '2025-01')).toMatchObject({ code: 2 });
});
