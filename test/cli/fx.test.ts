/** `ggr fx` in processes of its own: on the file, and through a daemon. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { serve, WITHOUT_READERS } from '../support/daemon.ts';
import { type Place, place } from '../support/ggr.ts';

vi.setConfig({ testTimeout: 120_000 });

const HEAD = 'date,currency,rate,source\n';
const STORED = `select date::varchar as date, currency, base_currency, rate, source from ggr.fx_rates order by all`;
const here = () => place({ GGR_BASE_CURRENCY: 'EUR', GGR_PORT: '0', GGR_WALLET_PORT: '0' });
const put = ({ folder }: Place, text: string | Uint8Array, name = 'rates.csv') =>
  writeFileSync(join(folder, name), text);

async function importTwice(where: Place): Promise<void> {
  put(
    where,
    `\uFEFF${HEAD}2025-03-01,CNY,0.123456789012,ecb\n2025-03-01,THB,0.026,ecb\n2025-03-02,CNY,0.13,ecb\n`,
  );
  expect(await where.ggr('fx', 'import', 'rates.csv')).toMatchObject({
    code: 0,
    stdout: '3 rates in EUR imported, 0 of them replaced\n',
  });
  put(where, `${HEAD}2025-03-01,THB,0.027,ecb\n2025-03-01,THB,0.028,bank\n`);
  expect(await where.json('fx', 'import', 'rates.csv', '--json')).toEqual({
    imported: 2,
    added: 1,
    replaced: 1,
    base_currency: 'EUR',
  });
  const stored = [
    ['2025-03-01', 'CNY', '0.123456789012', 'ecb'],
    ['2025-03-01', 'THB', '0.027000000000', 'ecb'],
    ['2025-03-01', 'THB', '0.028000000000', 'bank'],
    ['2025-03-02', 'CNY', '0.130000000000', 'ecb'],
  ].map(([date, currency, rate, source]) => ({
    date,
    currency,
    base_currency: 'EUR',
    rate,
    source,
  }));
  expect(await where.query(STORED)).toEqual(stored);

  put(where, `${HEAD}2025-03-05,CNY,0.2,ecb\n2025-03-05,THB,nought,ecb\n`);
  const refused = await where.ggr('fx', 'import', 'rates.csv');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain(
    'rates.csv was not imported: line 3: rate "nought" is not a decimal',
  );
  expect(await where.query(STORED)).toEqual(stored);
  const { rates } = await where.json<{ rates: unknown[] }>('fx', 'list', '--json');
  expect(rates).toEqual([
    expect.objectContaining({
      currency: 'CNY',
      source: 'ecb',
      rates: 2,
      first_date: '2025-03-01',
      last_date: '2025-03-02',
      newest_rate: '0.130000000000',
    }),
    expect.objectContaining({ currency: 'THB', source: 'bank', rates: 1 }),
    expect.objectContaining({
      currency: 'THB',
      source: 'ecb',
      rates: 1,
      newest_rate: '0.027000000000',
    }),
  ]);
}

test('a file is imported whole or not at all; the same date, currency and source is replaced', async () => {
  await importTwice(here());
});

test('a daemon imports what its client reads: relative to the client, refused as without one', async () => {
  const where = here();
  const daemon = await serve(where, ...WITHOUT_READERS);
  await importTwice(where);
  for (const [file, says] of [
    ['nope.csv', 'there is no file nope.csv'],
    [where.store, 'is the warehouse itself'],
    [`${where.store}.token`, 'is the warehouse itself'],
  ] as const) {
    const outcome = await where.ggr('fx', 'import', file);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(says);
  }
  // more than the 1 MiB that other requests may have
  const days = Array.from({ length: 40_000 }, (_, i) =>
    new Date(i * 86_400_000).toISOString().slice(0, 10),
  );
  const past = days.filter((day) => day < '2025-01-01');
  const sources = ['a'.repeat(60), 'b'.repeat(60)];
  put(where, HEAD + sources.flatMap((s) => past.map((day) => `${day},USD,0.9,${s}\n`)).join(''));
  expect(readFileSync(join(where.folder, 'rates.csv')).length).toBeGreaterThan(2 * 1024 * 1024);
  expect(await where.ggr('fx', 'import', 'rates.csv')).toMatchObject({
    code: 0,
    stdout: `${2 * past.length} rates in EUR imported, 0 of them replaced\n`,
  });
  expect((await daemon.end()).code).toBe(0);
});

test('what is no rates file is refused before the store is made: another encoding, no base currency', async () => {
  const where = here();
  put(where, Uint8Array.from([...new TextEncoder().encode(HEAD), 0xe9, 0x2c]));
  expect(await where.ggr('fx', 'import', 'rates.csv')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('rates.csv is not UTF-8'),
  });
  const without = place();
  put(without, `${HEAD}2025-03-01,CNY,0.1,x\n`);
  expect(await without.ggr('fx', 'import', 'rates.csv')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('GGR_BASE_CURRENCY is not set'),
  });
});
