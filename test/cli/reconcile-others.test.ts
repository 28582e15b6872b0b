/** `ggr reconcile` of sources without totals: POP by its other list of bets, the wallet by what must follow. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { catalogue } from '../../src/catalogue.ts';
import { startPopVendor } from '../../src/demo/pop/server.ts';
import { sql } from '../../src/load/sql.ts';
import { tablesNow } from '../../src/load/versions.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { type Place, place } from '../support/ggr.ts';
import { openHandMade } from '../support/hand-made.ts';
import { popSettings } from '../support/pop-engine.ts';

vi.setConfig({ testTimeout: 120_000 });

interface Document {
  readonly exit_code: number;
  readonly streams: readonly Record<string, unknown>[];
}

async function change({ store: path }: Place, statements: string): Promise<void> {
  const warehouse = await Warehouse.open({ catalogue, path, command: 'test', now: Date.now });
  await warehouse.db.run(statements);
  await warehouse.close();
}

const DAY = ['--from', '2025-03-01', '--to', '2025-03-02'];
const CHECKS =
  'select account, stream, witness, verdict, ours_count, theirs_count from sync.checks order by checked_at';

test("POP: each bet of a day against the vendor's other list, in amounts and rounds; equal days are checked", async () => {
  const now = Date.parse('2025-03-02T02:00:00Z');
  const vendor = await startPopVendor({ now: () => now, betsPerHour: 6 });
  onTestFinished(() => vendor.close());
  const where = place({ ...popSettings(vendor), GGR_SYNC_START: '2025-03-01' });
  expect((await where.call('sync', 'pop.bets')).code).toBe(0);
  const compare = () => where.callJson<Document>('reconcile', 'pop', ...DAY, '--json');
  const good = await compare();
  const [only] = good.streams;
  expect(good).toMatchObject({ exit_code: 0, streams: [{ missing: 0, unknown: 0, changed: 0 }] });
  expect(only?.bets).toBeGreaterThan(50);
  expect(only?.listed).toBe(only?.bets);
  const proofs = `select distinct proof from ggr.daily where gaming_day = '2025-03-01'`;
  expect(await where.query(proofs)).toEqual([{ proof: 'checked' }]);

  await change(
    where,
    `delete from pop.bets where id = (select min(id) from pop.bets where insert_time < '2025-03-02');
     update pop.bets set round_id = 'another' where id = (select min(id) from pop.bets where insert_time < '2025-03-02');
     update pop.bets set win = win + 0.0001, win_lose = win_lose + 0.0001 where id = (select max(id) from pop.bets where insert_time < '2025-03-02')`,
  );
  const bad = await compare();
  expect(bad).toMatchObject({ exit_code: 5, streams: [{ missing: 1, unknown: 0, changed: 2 }] });
  expect((await where.call('reconcile', 'pop', ...DAY)).stderr).toContain(
    '1 bet missing here, 2 bets with other amounts',
  );
  expect(await where.query(proofs)).toEqual([{ proof: 'differs' }]);
  await where.call('backfill', 'pop.bets', ...DAY, '--only', 'all', '--yes');
  expect((await compare()).exit_code).toBe(0);
  expect(await where.query(CHECKS)).toMatchObject([
    { account: 'pop', stream: 'pop.bets', witness: 'second read', verdict: 'equal' },
    { verdict: 'differs' },
    { verdict: 'differs' },
    { verdict: 'equal' },
  ]);
});

test('the wallet: journal, balances and warehouse agree, and each currency is checked; a changed entry is exit 5', async () => {
  const where = place();
  expect((await where.call('reconcile', 'wallet')).code).toBe(2); // there is none
  await where.call('wallet', 'open-session', 'code-1', 'ann', 'EUR');
  await where.call('wallet', 'deposit', 'ann', 'EUR', '1250', '--key', 'k1');
  const good = await where.callJson<Document>('reconcile', 'wallet', '--json');
  expect(good).toMatchObject({
    exit_code: 0,
    journal_entries: 1,
    warehouse_entries: 1,
    streams: [{ account: 'wallet-eur', witness: 'identity', entries: 1, ours_ggr: '0.0000' }],
  });
  await change(where, 'update wallet.ledger set amount = amount + 0.01');
  const bad = await where.call('reconcile', 'wallet');
  expect(bad.code).toBe(5);
  expect(bad.stderr).toContain('journal and wallet.ledger differ in EUR');
  expect(await where.query(CHECKS)).toEqual([
    {
      account: 'wallet-eur',
      stream: 'wallet.ledger',
      witness: 'identity',
      verdict: 'equal',
      ours_count: 1,
      theirs_count: 1,
    },
    {
      account: 'wallet-eur',
      stream: 'wallet.ledger',
      witness: 'identity',
      verdict: 'differs',
      ours_count: 1,
      theirs_count: 1,
    },
  ]);
});

test('rounds of the wallet come to what their entries do: paid, open, cancelled and closed ones', async () => {
  const { wallet, rows } = await openHandMade();
  await wallet('deposit', 0, '100', '2025-05-01 03:00:00');
  await wallet('bet', 7, '-20', '2025-05-01 03:30:00');
  await wallet('win', 7, '5.5', '2025-05-01 03:31:00');
  await wallet('bet', 8, '-1', '2025-05-02 03:32:00');
  await wallet('bet', 9, '-3', '2025-05-02 03:33:00');
  await wallet('cancel', 9, '3', '2025-05-02 03:34:00');
  const text = sql('queries/reconcile-wallet', {
    rounds: sql('vendors/wallet/bets', tablesNow([])),
  });
  const [line] = await rows(text);
  expect(line).toMatchObject({
    account: 'wallet-eur',
    ours_stake: '21.0000',
    theirs_stake: '21.0000',
    ours_ggr: '15.5000',
    theirs_ggr: '15.5000',
    start_ms: BigInt(Date.parse('2025-05-01T00:00:00Z')),
  });
});
