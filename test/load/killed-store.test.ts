/** A store whose process was killed, opened by somebody else's DuckDB. */
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test, vi } from 'vitest';
import { serve, WITHOUT_READERS } from '../support/daemon.ts';
import { place } from '../support/ggr.ts';

vi.setConfig({ testTimeout: 120_000 });

test('a new store whose daemon was killed opens in any DuckDB client by its file name', async () => {
  const where = place({ GGR_PORT: '0' });
  const daemon = await serve(where, ...WITHOUT_READERS);
  daemon.started.process.kill('SIGKILL');
  await daemon.started.ended;
  const instance = await DuckDBInstance.create(where.store);
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll('select count(*)::integer as n from wallet.ledger');
  expect(reader.getRowObjects()).toEqual([{ n: 0 }]);
  connection.closeSync();
  instance.closeSync();
});
