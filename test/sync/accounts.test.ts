/** Several accounts of a vendor in one store, whose vendors give their records the same ids on purpose. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { day, PLACED, Twins } from '../support/twin-accounts.ts';

let twins: Twins;
beforeAll(async () => {
  twins = await Twins.start();
});
afterAll(() => twins.close());

/** WM's by default, and what is cut off a second. */
const LONGEST_LAG_MS = 121_000;
/** Six o'clock UTC of the first day. */
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
    const where = twins.place();
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
    const where = twins.place();
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

    twins.agents[1].misbehave.resettle('1', { winLoss: 10_000n }, PLACED + 120_000);
    twins.merchants[0].misbehave.withdrawn.add('a');
    twins.merchants[1].misbehave.malformed.set('b', (record) => ({
      ...record,
      bet_amount: 'much',
    }));
    try {
      expect((await again('wm', 'wm-jakarta', bets)).code).toBe(0);
      expect((await again('wm', 'wm-thai', bets)).code).toBe(0);
      expect((await again('pv', 'pv-one')).code).toBe(0);
      expect((await again('pv', 'pv-two')).code).toBe(3);
    } finally {
      twins.merchants[0].misbehave.withdrawn.clear();
      twins.merchants[1].misbehave.malformed.clear();
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
    const where = twins.place({ more: { KEY_ONE: 'wrong-key', SIGNATURE_TWO: 'b7e1d0552c' } });
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
