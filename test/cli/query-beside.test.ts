/** ggr query beside a command that has the store, and into pipes that are closed early. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { pvSettings } from '../support/engine.ts';
import { place, placeWithStore } from '../support/ggr.ts';

const COUNT = 'select count(*) as bets from pv.bets';

test('a query beside a pull without a daemon is answered from the snapshot that the pull before has left', async () => {
  const vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 30 });
  const where = place(pvSettings(vendor));
  const published = join(where.folder, 'published');
  const pull = (hour: number) => {
    const [from, to] = [hour, hour + 1].map((at) => `2025-03-01T0${at}:00:00Z`);
    return where.call('backfill', 'pv.bets', '--from', String(from), '--to', String(to));
  };
  const ask = (...more: string[]) => where.call('query', COUNT, '--format', 'csv', ...more);
  const askBesidePull = async (...more: string[]) => {
    const holding = { catalogue, path: where.store, command: 'sync', now: Date.now };
    const pulling = await Warehouse.open(holding);
    return ask(...more).finally(() => pulling.close());
  };
  try {
    await pull(1);
    expect(existsSync(published)).toBe(false);

    const early = await askBesidePull();
    expect(early).toMatchObject({ code: 1, stdout: '' });
    expect(early.stderr).toMatch(/is held by ggr sync \(.*\), and there is no snapshot yet\n/);
    expect(early.stderr).toMatch(/a pull leaves one at its end: ask again then/);

    await pull(2);
    const { stdout: all } = await ask();
    const beside = await askBesidePull();
    expect(beside).toMatchObject({ code: 0, stdout: all });
    expect(beside.stderr).toMatch(/this is the last snapshot, as of 20.*Z, less than a minute old/);

    const fresh = await askBesidePull('--max-age', '0');
    expect(fresh).toMatchObject({ code: 1, stdout: '' });
    expect(fresh.stderr).toMatch(/and the last snapshot is as of .*\n.*larger --max-age/);
  } finally {
    await vendor.close();
  }
});

test.each([
  ['csv', ''],
  ['json', '--out /dev/stdout'],
  ['parquet', '--out /dev/fd/1'],
])(
  '%s into a pipe that is closed early ends well, and without a word (%s)',
  async (format, out) => {
    const where = placeWithStore();
    const bin = join(import.meta.dirname, '../../bin/ggr');
    const line = `{ sh ${bin} query 'select i from range(300000) t(i)' --format ${format} ${out}; echo "exit $?" >&2; } | head -c 5 | wc -c`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', line], { env: where.env });
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: '5', stderr: 'exit 0\n' });
  },
);
