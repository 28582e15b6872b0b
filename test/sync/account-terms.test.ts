/** What an account is called by and what it is held to: --account, its currency and scale, its vendor's pace. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWmVendor } from '../../src/demo/wm/server.ts';
import { place } from '../support/ggr.ts';
import { day, FROM, Twins } from '../support/twin-accounts.ts';

let twins: Twins;
beforeAll(async () => {
  twins = await Twins.start();
});
afterAll(() => twins.close());

describe('--account', () => {
  test('of sync and backfill pulls that account and no other', async () => {
    const where = twins.place();
    expect((await where.call('sync', 'pv.bets', '--account', 'pv-two')).code).toBe(0);
    const range = ['--from', day(0), '--to', day(1)];
    expect(
      (await where.call('backfill', 'wm', '--account', 'wm-thai', '--stream', 'wm.tips', ...range))
        .code,
    ).toBe(0);
    expect(
      await where.query('select distinct account, stream from sync.windows order by 1'),
    ).toEqual([
      { account: 'pv-two', stream: 'pv.bets' },
      { account: 'wm-thai', stream: 'wm.tips' },
    ]);
  });

  test.for([[['sync', 'pv']], [['backfill', 'pv', '--from', '2025-03-01', '--to', '2025-03-02']]])(
    'that is not one of the accounts is refused by %j',
    async ([args]) => {
      const outcome = await twins.place().call(...(args as string[]), '--account', 'pv-three');
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toContain('pv-two');
    },
  );
});

describe('the terms of an account', () => {
  test('may be corrected while it has no data, and not after', async () => {
    const first = twins.place({
      more: { SIGNATURE_TWO: 'c40a8e7713' },
      jakarta: ['currency: THB'],
    });
    expect((await first.call('sync', 'wm')).code).toBe(2);
    const store = { GGR_WAREHOUSE: first.store };
    expect((await twins.place({ more: store }).call('sync', 'wm.bets')).code).toBe(0);
    for (const [jakarta, says] of [
      [
        ['currency: IDR'],
        'account wm-jakarta is stored in scale 1000, but its scale is set to scale 1',
      ],
      [['currency: THB', 'scale: 1000'], 'is stored in IDR, but its currency is set to THB'],
    ] as const) {
      const outcome = await twins.place({ more: store, jakarta }).call('sync', 'wm.bets');
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toContain(says);
    }
    expect(
      (
        await twins
          .place({ more: store, jakarta: ['currency: IDR', 'scale: 1000.0'] })
          .call('sync', 'wm.bets')
      ).code,
    ).toBe(0);
  });
});

test('two accounts of one WM agent share its pace, in one command and over two', async () => {
  const vendor = await startWmVendor({ from: FROM, intervalMs: 300, emptyIntervalMs: 100 });
  try {
    const where = place({ GGR_SYNC_START: day(1), SIGNATURE: vendor.signature });
    const account = (name: string) => `  - name: ${name}
    vendor: wm
    url: ${vendor.url}
    vendor_id: ${vendor.vendorId}
    signature_env: SIGNATURE
    currency: THB
    interval_ms: 300
    empty_interval_ms: 100
    requests_per_second: 1000
`;
    writeFileSync(
      join(where.folder, 'ggr.config.yaml'),
      `accounts:\n${account('desk-a')}${account('desk-b')}`,
    );
    expect((await where.ggr('sync')).code).toBe(0);
    expect((await where.ggr('sync')).code).toBe(0);
    expect(vendor.refusals).toBe(0);
    const loaded = await where.query(
      `select account, count(*) > 0 as "any" from wm.bets group by account order by account`,
    );
    expect(loaded).toEqual([
      { account: 'desk-a', any: true },
      { account: 'desk-b', any: true },
    ]);
    const estimate = async (...more: string[]) =>
      (
        await where.callJson<{ estimated_seconds: number }>(
          ...['backfill', 'wm', '--stream', 'wm.bets', '--from', day(0), '--to', day(2)],
          ...['--only', 'all', '--dry-run', '--json', ...more],
        )
      ).estimated_seconds;
    expect(await estimate()).toBeGreaterThan(await estimate('--account', 'desk-a'));
    const doctor = await where.call('doctor');
    expect(doctor.stdout).toContain('reads the same reports as account desk-a');
  } finally {
    await vendor.close();
  }
});

test('config shows each account of the file with its lines, and no secret', async () => {
  const where = twins.place();
  const outcome = await where.call('config');
  expect(outcome.code).toBe(0);
  expect(outcome.stdout).toMatch(/wm-jakarta\.scale +1000 +ggr\.config\.yaml:23 /);
  expect(outcome.stdout).toMatch(/pv-one\.key +\*{8} +ggr\.config\.yaml:\d+, KEY_ONE: environment/);
  for (const secret of [twins.merchants[0].key, twins.agents[0].signature]) {
    expect(outcome.stdout + outcome.stderr).not.toContain(secret);
  }
});
