/** WM end to end: strings, the vendor's days, versions. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { formatAmount } from '../../src/transform/money.ts';
import { at } from '../support/engine.ts';
import { openWmEngine } from '../support/wm-engine.ts';

const DAY_MS = 86_400_000;

describe('days', () => {
  test("sums of ggr.daily equal the vendor's own for every day, across the +08:00 border", async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-05T09:30:00',
      env: { GGR_REPORT_TIMEZONE: 'Asia/Manila', GGR_WM_LAG_SECONDS: '120' },
    });
    const report = await engine.sync();
    expect(report.exitCode).toBe(0);
    const until = engine.clock.now - 120_000;
    const expected = [];
    // Manila is at +08:00 as the vendor: its days begin at 16:00 UTC.
    for (let start = at('2025-02-28T16:00:00'); start < until; start += DAY_MS) {
      const bets = engine.vendor.bets(
        Math.max(start, at('2025-03-01')),
        Math.min(start + DAY_MS, until),
      );
      const sum = (pick: (bet: (typeof bets)[number]) => bigint) =>
        formatAmount(bets.reduce((total, bet) => total + pick(bet), 0n));
      const tips = engine.vendor.tips(
        Math.max(start, at('2025-02-28T16:00:00')),
        Math.min(start + DAY_MS, engine.clock.now),
      );
      expected.push({
        day: new Date(start + 8 * 3_600_000).toISOString().slice(0, 10),
        bets: bets.length,
        stake: sum((b) => b.bet),
        ggr: sum((b) => -b.winLoss),
        rebate: sum((b) => b.water),
        tips: formatAmount(tips.reduce((total, { tip }) => total + tip, 0n)),
      });
    }
    expect(expected.length).toBe(5);
    expect(
      await engine.rows(
        `select gaming_day::varchar as day, bets::integer as bets, stake::varchar as stake, ggr::varchar as ggr,
                rebate::varchar as rebate, tips::varchar as tips from ggr.daily order by 1`,
      ),
    ).toEqual(expected);
  });

  test('a closed day is one window; a second sync asks nothing of it and changes nothing', async () => {
    const engine = await openWmEngine({ start: '2025-03-01', now: '2025-03-03T16:02:00' });
    await engine.sync('wm.bets');
    expect(
      await engine.rows(
        `select window_start::varchar as s, window_end::varchar as e from sync.windows order by 1`,
      ),
    ).toEqual([
      { s: '2025-03-01 00:00:00', e: '2025-03-01 16:00:00' },
      { s: '2025-03-01 16:00:00', e: '2025-03-02 16:00:00' },
      { s: '2025-03-02 16:00:00', e: '2025-03-03 16:00:00' },
    ]);
    const asked = engine.vendor.requests.length;
    const [outcome] = (await engine.sync('wm.bets')).outcomes;
    expect(outcome).toMatchObject({ loaded: 0, inserted: 0, updated: 0 });
    expect(engine.vendor.requests.length).toBe(asked);
  });

  test('the end second is inclusive for the vendor and exclusive for us: no bet comes in two windows', async () => {
    const bet = (betId: string, betMs: number) => ({ betId, user: 'opx_u1', betMs });
    const border = at('2025-03-01T16:00:00');
    const engine = await openWmEngine({
      start: '2025-02-28T16:00:00Z',
      now: '2025-03-03T00:00:00',
      vendor: { betsPerDay: 0, extraBets: [bet('1', border - 1000), bet('2', border)] },
    });
    await engine.sync('wm.bets');
    expect(
      await engine.rows(
        'select bet_id, window_start::varchar as w, bet_time::varchar as t from wm.bets order by 1',
      ),
    ).toEqual([
      { bet_id: '1', w: '2025-02-28 16:00:00', t: '2025-03-01 15:59:59' },
      { bet_id: '2', w: '2025-03-01 16:00:00', t: '2025-03-01 16:00:00' },
    ]);
    expect(await engine.value('select sum(received) from sync.windows')).toBe('2');
  });
});

describe('resettlements', () => {
  test('a bet that is resettled next week is right next week, and what we believed before is one query', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-03T12:00:00',
      vendor: { betsPerDay: 40, resettledShare: 0 },
    });
    await engine.sync();
    const [bet] = engine.vendor.bets(at('2025-03-01T03:00:00'), at('2025-03-03'));
    const id = bet?.betId ?? '';
    const before = await engine.value(`select win_loss from wm.bets where bet_id = '${id}'`);
    engine.vendor.misbehave.resettle(id, { winLoss: 777_0000n }, at('2025-03-09T08:00:00'));
    engine.clock.now = at('2025-03-10T12:00:00');
    await engine.sync();
    expect(
      await engine.rows(
        `select win_loss::varchar as w, revision, reset from wm.bets where bet_id = '${id}'`,
      ),
    ).toEqual([{ w: '777.0000', revision: 2, reset: 'Y' }]);
    const believedOn = (day: string) =>
      engine.value(`select "row"->>'win_loss' from sync.revisions where stream = 'wm.bets' and record_key = '${id}'
        and fetched_at <= timestamp '${day}' and replaced_at > timestamp '${day}'`);
    expect(await believedOn('2025-03-05 00:00:00')).toBe(before);
    // the example query, as of 5 March, before the resettlement: what the first sync saw
    const example = readFileSync(
      new URL('../../sql/examples/believed-on-a-date.sql', import.meta.url),
      'utf8',
    );
    const then = await engine.rows(example.replace('$instant', "timestamp '2025-03-05'"));
    const tenThousandths = (text: unknown) => BigInt(String(text).replace('.', ''));
    expect(then.reduce((sum, row) => sum + tenThousandths(row.ggr), 0n)).toBe(
      engine.vendor
        .bets(at('2025-03-01'), at('2025-03-03T11:58:00'))
        .reduce((sum, b) => sum - (b.betId === id ? (bet?.winLoss ?? 0n) : b.winLoss), 0n),
    );
    const theirs = engine.vendor.bets(at('2025-03-01'), at('2025-03-10T11:58:00'));
    expect(
      await engine.rows(
        `select count(*)::integer as n, sum(ggr)::varchar as ggr from ggr.bets where status <> 'open'`,
      ),
    ).toEqual([
      { n: theirs.length, ggr: formatAmount(theirs.reduce((sum, b) => sum - b.winLoss, 0n)) },
    ]);
  });

  test('an old version that comes after a newer one never wins, and is kept', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-04T12:00:00',
      vendor: {
        betsPerDay: 0,
        extraBets: [
          {
            betId: '7',
            user: 'opx_u1',
            betMs: at('2025-03-01T03:00:00'),
            versions: [
              { settleMs: at('2025-03-01T03:00:20'), winLoss: -20_0000n },
              { settleMs: at('2025-03-03T05:00:00'), winLoss: 19_0000n },
            ],
          },
        ],
      },
    });
    engine.vendor.misbehave.duplicateVersions = 'new-first';
    const report = await engine.sync('wm.bets');
    expect(report.outcomes[0]).toMatchObject({ received: 2, inserted: 1, unchanged: 1 });
    engine.vendor.misbehave.duplicateVersions = 'no';
    engine.vendor.misbehave.outOfOrder = 5;
    await engine.sync('wm.resettlements');
    expect(await engine.rows('select win_loss::varchar as w, revision from wm.bets')).toEqual([
      { w: '19.0000', revision: 1 },
    ]);
    expect(await engine.rows(`select reason, "row"->>'win_loss' as w from sync.revisions`)).toEqual(
      [{ reason: 'superseded', w: '-20.0000' }],
    );
  });

  test('a bet learnt first by its update time is adopted by its day, and not withdrawn from another', async () => {
    const engine = await openWmEngine({
      start: '2025-03-01',
      now: '2025-03-04T12:00:00',
      vendor: { betsPerDay: 60, resettledShare: 0.3 },
    });
    await engine.sync('wm.resettlements');
    const first = await engine.value('select count(*) from wm.bets');
    await engine.sync('wm.bets');
    expect(Number(first)).toBeGreaterThan(0);
    expect(
      await engine.value(`select count(*) from sync.revisions where reason = 'withdrawn'`),
    ).toBe('0');
    expect(await engine.value('select count(*) - count(distinct bet_id) from wm.bets')).toBe('0');
    const theirs = engine.vendor.bets(at('2025-03-01'), at('2025-03-04T11:58:00'));
    expect(await engine.value('select count(*) from wm.bets')).toBe(String(theirs.length));
  });
});
