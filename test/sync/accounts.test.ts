/** Several accounts of a vendor in one store, whose vendors give their records the same ids on purpose. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { startWmVendor, type WmVendor } from '../../src/demo/wm/server.ts';
import { type Place, place, placeWithStore } from '../support/ggr.ts';

const DAY_MS = 86_400_000;
const FROM = Math.floor(Date.now() / DAY_MS) * DAY_MS - 2 * DAY_MS;
const day = (n: number) => new Date(FROM + n * DAY_MS).toISOString().slice(0, 10);
/** WM's by default, and what is cut off a second. */
const LONGEST_LAG_MS = 121_000;
/** Six o'clock UTC of the first day. */
const PLACED = FROM + 6 * 3_600_000;

/** An agent whose records are called 1 and 2 whoever it is; amounts in ten-thousandths. */
const startAgent = (vendorId: string, user: string, stake: bigint) =>
  startWmVendor({
    from: FROM,
    vendorId,
    signature: `${Buffer.from(vendorId).toString('hex')}9f3c`,
    betsPerDay: 0,
    players: 0,
    intervalMs: 0,
    emptyIntervalMs: 0,
    extraBets: [
      { betId: '1', user, betMs: PLACED, bet: stake },
      {
        betId: '2',
        user,
        betMs: PLACED + 60_000,
        bet: stake,
        versions: [{ settleMs: PLACED + 90_000, winLoss: stake * 2n }],
      },
      { betId: '3', user, betMs: PLACED + 120_000, bet: stake, versions: [] },
    ],
    extraTips: [{ betId: '1', user, betMs: PLACED, tip: stake / 10n }],
    extraTransfers: [
      {
        orderId: '1',
        user,
        addMs: PLACED,
        money: stake,
        opCode: 121,
        subtotal: stake,
        orderNum: 'x',
      },
    ],
  });

/** A merchant whose bets are called a and b whoever it is; amounts in li. */
const startMerchant = (mchId: number, player: number, stake: number) =>
  startPvVendor({
    from: new Date(FROM).toISOString(),
    betsPerHour: 0,
    mchId,
    key: `key-of-${mchId}`,
    extraBets: ['a', 'b'].map((event_id) => ({
      event_id,
      draw_id: 'd',
      game_id: 1001,
      user_id: player,
      op_id: '',
      bet_amount: stake,
      gain_amount: -stake,
      credit_before_bet: stake,
      credit: 0,
      start_at: PLACED / 1000 - 10,
      end_at: PLACED / 1000,
    })),
  });

let agents: [WmVendor, WmVendor];
let merchants: [PvVendor, PvVendor];
beforeAll(async () => {
  agents = await Promise.all([
    startAgent('thai', 'anna', 200_000n), // 20.0000
    startAgent('jakarta', 'budi', 50_005n), // 5.0005
  ]);
  merchants = await Promise.all([startMerchant(101, 1, 1500), startMerchant(102, 2, 70_000)]);
});
afterAll(() => Promise.all([...agents, ...merchants].map((vendor) => vendor.close())));

interface Given {
  readonly more?: Record<string, string>;
  readonly jakarta?: readonly string[];
}

/** Two agents and two merchants in a file, their secrets in the environment. */
function here({ more = {}, jakarta = ['currency: IDR', 'scale: 1000'] }: Given = {}): Place {
  const where = placeWithStore({
    GGR_SYNC_START: day(0),
    KEY_ONE: merchants[0].key,
    KEY_TWO: merchants[1].key,
    SIGNATURE_ONE: agents[0].signature,
    SIGNATURE_TWO: agents[1].signature,
    ...more,
  });
  const account = (lines: readonly string[]) => `  - ${lines.join('\n    ')}\n`;
  const wm = (name: string, { url, vendorId }: WmVendor, lines: readonly string[]) =>
    account([
      `name: ${name}`,
      'vendor: wm',
      `url: ${url}`,
      `vendor_id: ${vendorId}`,
      'interval_ms: 0',
      'empty_interval_ms: 0',
      'requests_per_second: 1000',
      'streams: [wm.transfers]',
      ...lines,
    ]);
  const pv = (name: string, { url, mchId }: PvVendor, lines: readonly string[]) =>
    account([
      `name: ${name}`,
      'vendor: pv',
      `url: ${url}`,
      `mch_id: ${mchId}`,
      'requests_per_second: 1000',
      ...lines,
    ]);
  writeFileSync(
    join(where.folder, 'ggr.config.yaml'),
    `accounts:
${wm('wm-thai', agents[0], ['signature_env: SIGNATURE_ONE', 'currency: THB'])}
${wm('wm-jakarta', agents[1], ['signature_env: SIGNATURE_TWO', ...jakarta])}
${pv('pv-one', merchants[0], ['key_env: KEY_ONE', 'currency: CNY'])}
${pv('pv-two', merchants[1], ['key_env: KEY_TWO', 'currency: EUR', `start: ${day(0)}T05:00:00Z`])}`,
  );
  return where;
}

const GGR_BY_ACCOUNT = `select account, currency, count(*) as bets, sum(stake) as stake, sum(ggr) as ggr
  from ggr.bets where status <> 'open' group by all order by account`;
/** By hand: two bets each; of WM one lost and one won twice its stake; Jakarta's times 1000. */
const EXPECTED = [
  { account: 'pv-one', currency: 'CNY', bets: 2, stake: '3.0000', ggr: '3.0000' },
  { account: 'pv-two', currency: 'EUR', bets: 2, stake: '140.0000', ggr: '140.0000' },
  { account: 'wm-jakarta', currency: 'IDR', bets: 2, stake: '10001.0000', ggr: '-5000.5000' },
  { account: 'wm-thai', currency: 'THB', bets: 2, stake: '40.0000', ggr: '-20.0000' },
];

describe('two agents and two merchants whose ids are the same', () => {
  test('do not meet: each has its rows, currency, scale and start', async () => {
    const where = here();
    expect((await where.call('sync', 'wm.bets')).code).toBe(0); // its players are whom transfers are asked of
    const outcome = await where.call('sync');
    expect(outcome.stderr).not.toMatch(/failed|stopped|refused|left for the next run/);
    expect(outcome.code).toBe(0);
    expect(await where.query(GGR_BY_ACCOUNT)).toEqual(EXPECTED);
    const ofBoth = async (sql: string) => (await where.query<{ v: string }>(sql)).map((r) => r.v);
    expect(
      await ofBoth(
        `select account || ' ' || player_id || ' ' || currency || ' ' || amount as v from ggr.tips order by 1`,
      ),
    ).toEqual(['wm-jakarta budi IDR 500.0000', 'wm-thai anna THB 2.0000']);
    expect(
      await ofBoth(
        `select account || ' ' || bet_id || ' ' || stake as v from ggr.bets where status = 'open' order by 1`,
      ),
    ).toEqual(['wm-jakarta 3 5000.5000', 'wm-thai 3 20.0000']);
    expect(
      await ofBoth(
        `select account || ' ' || "user" || ' ' || orderid || ' ' || money as v from wm.transfers order by 1`,
      ),
    ).toEqual(['wm-jakarta budi 1 5000.5000', 'wm-thai anna 1 20.0000']);
    expect(
      await ofBoth(
        `select account || ' ' || strftime(min(window_start), '%Hh') as v from sync.windows where stream = 'pv.bets' group by account order by 1`,
      ),
    ).toEqual(['pv-one 00h', 'pv-two 05h']);
    expect(
      await where.query('select account, vendor, currency, scale from sync.accounts order by 1'),
    ).toMatchObject([
      { scale: '1.0000' },
      { scale: '1.0000' },
      { scale: '1000.0000' },
      { scale: '1.0000' },
    ]);
    expect(await where.query('select * from sync.revisions')).toEqual([]);
    expect(await where.query('select * from sync.rejects')).toEqual([]);
  });

  test('stay apart when one is read again, corrected, lacks a bet or sends rubbish', async () => {
    const where = here();
    expect((await where.call('sync')).code).toBe(0);
    const again = (source: string, account: string, more: string[] = []) =>
      where.call(
        ...['backfill', source, '--account', account, '--from', day(0), '--to', day(1)],
        ...['--only', 'all', ...more],
      );
    const bets = ['--stream', 'wm.bets'];
    for (const account of ['wm-thai', 'wm-jakarta']) {
      expect((await again('wm', account, bets)).code).toBe(0);
    }
    expect(await where.query('select * from sync.revisions')).toEqual([]);

    agents[1].misbehave.resettle('1', { winLoss: 10_000n }, PLACED + 120_000);
    merchants[0].misbehave.withdrawn.add('a');
    merchants[1].misbehave.malformed.set('b', (record) => ({ ...record, bet_amount: 'much' }));
    try {
      expect((await again('wm', 'wm-jakarta', bets)).code).toBe(0);
      expect((await again('wm', 'wm-thai', bets)).code).toBe(0);
      expect((await again('pv', 'pv-one')).code).toBe(0);
      expect((await again('pv', 'pv-two')).code).toBe(3);
    } finally {
      merchants[0].misbehave.withdrawn.clear();
      merchants[1].misbehave.malformed.clear();
    }
    expect(
      await where.query(
        `select account, stream, record_key, reason, coalesce("row" ->> 'win_loss', "row" ->> 'gain_amount') as net
           from sync.revisions where stream in ('pv.bets', 'wm.bets') order by account`,
      ),
    ).toEqual([
      {
        account: 'pv-one',
        stream: 'pv.bets',
        record_key: 'a',
        reason: 'withdrawn',
        net: '-1.5000',
      },
      {
        account: 'wm-jakarta',
        stream: 'wm.bets',
        record_key: '1',
        reason: 'replaced',
        net: '-5000.5000',
      },
    ]);
    expect(await where.query('select account, record_key, field from sync.rejects')).toEqual([
      { account: 'pv-two', record_key: 'b', field: 'bet_amount' },
    ]);
    expect(
      await where.query(
        `select account, bet_id, ggr, revision from ggr.bets where bet_id in ('1', 'a') order by 1, 2`,
      ),
    ).toEqual([
      { account: 'pv-two', bet_id: 'a', ggr: '70.0000', revision: 1 },
      { account: 'wm-jakarta', bet_id: '1', ggr: '-1000.0000', revision: 2 },
      { account: 'wm-thai', bet_id: '1', ggr: '20.0000', revision: 1 },
    ]);
  });
});

interface Report {
  exit_code: number;
  streams: { account: string; stream: string; loaded: number; stopped: { hint: string } | null }[];
}

describe('an account with a wrong key', () => {
  test('stops alone: the others are pulled whole, and status, gaps and doctor tell them apart', async () => {
    const where = here({ more: { KEY_ONE: 'wrong-key', SIGNATURE_TWO: 'b7e1d0552c' } });
    const startedAt = Date.now();
    const outcome = await where.ggr('sync', '--json');
    const report = JSON.parse(outcome.stdout) as Report;
    expect(outcome.code).toBe(2);
    const stopped = report.streams.filter((stream) => stream.stopped);
    expect([...new Set(stopped.map((s) => s.account))]).toEqual(['wm-jakarta', 'pv-one']);
    expect(stopped[0]?.stopped?.hint).toContain(
      'signature of account wm-jakarta (ggr.config.yaml:21, SIGNATURE_TWO)',
    );
    expect(stopped.at(-1)?.stopped?.hint).toContain('key of account pv-one (ggr.config.yaml:');
    expect(await where.query(GGR_BY_ACCOUNT)).toEqual(
      EXPECTED.filter(({ account }) => account === 'pv-two' || account === 'wm-thai'),
    );
    expect(JSON.stringify(outcome)).not.toContain('wrong-key');
    expect(JSON.stringify(outcome)).not.toContain('b7e1d0552c');

    // transfers are asked for whoever has bet: those of the others come with the next run
    expect((await where.call('sync')).code).toBe(2);
    const status = await where.call('status', '--json');
    expect(status.code).toBe(4);
    const { streams } = JSON.parse(status.stdout) as {
      streams: { account: string; stream: string; stale: boolean }[];
    };
    expect(new Set(streams.filter((s) => s.stale).map((s) => s.account))).toEqual(
      new Set(['wm-jakarta', 'pv-one']),
    );
    const { gaps } = await where.json<{ gaps: { account: string; window_start: string }[] }>(
      'gaps',
      '--json',
    );
    // where an hour or a day has ended since, its last moments are missing of all of them
    const old = gaps.filter((gap) => Date.parse(gap.window_start) < startedAt - LONGEST_LAG_MS);
    expect(new Set(old.map((gap) => gap.account))).toEqual(new Set(['wm-jakarta', 'pv-one']));
    const { findings } = await where.json<{ findings: { check: string; ok: boolean }[] }>(
      'doctor',
      '--json',
    );
    expect(findings.filter((f) => f.check.startsWith('account'))).toMatchObject([
      { check: 'account wm-thai', ok: true },
      { check: 'account wm-jakarta', ok: false },
      { check: 'account pv-one', ok: false },
      { check: 'account pv-two', ok: true },
    ]);
  });
});

describe('--account', () => {
  test('of sync and backfill pulls that account and no other', async () => {
    const where = here();
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
      const outcome = await here().call(...(args as string[]), '--account', 'pv-three');
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toContain('pv-two');
    },
  );
});

describe('the terms of an account', () => {
  test('may be corrected while it has no data, and not after', async () => {
    const first = here({ more: { SIGNATURE_TWO: 'c40a8e7713' }, jakarta: ['currency: THB'] });
    expect((await first.call('sync', 'wm')).code).toBe(2);
    const store = { GGR_WAREHOUSE: first.store };
    expect((await here({ more: store }).call('sync', 'wm.bets')).code).toBe(0);
    for (const [jakarta, says] of [
      [
        ['currency: IDR'],
        'account wm-jakarta is stored in scale 1000, but its scale is set to scale 1',
      ],
      [['currency: THB', 'scale: 1000'], 'is stored in IDR, but its currency is set to THB'],
    ] as const) {
      const outcome = await here({ more: store, jakarta }).call('sync', 'wm.bets');
      expect(outcome.code).toBe(2);
      expect(outcome.stderr).toContain(says);
    }
    expect(
      (
        await here({ more: store, jakarta: ['currency: IDR', 'scale: 1000.0'] }).call(
          'sync',
          'wm.bets',
        )
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
  const where = here();
  const outcome = await where.call('config');
  expect(outcome.code).toBe(0);
  expect(outcome.stdout).toMatch(/wm-jakarta\.scale +1000 +ggr\.config\.yaml:23 /);
  expect(outcome.stdout).toMatch(/pv-one\.key +\*{8} +ggr\.config\.yaml:\d+, KEY_ONE: environment/);
  for (const secret of [merchants[0].key, agents[0].signature]) {
    expect(outcome.stdout + outcome.stderr).not.toContain(secret);
  }
});
