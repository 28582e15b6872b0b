/** pv.bets end to end: a strict vendor over a socket, the engine, a real store. */
import { describe, expect, test } from 'vitest';
import { envelope, post } from '../demo/pv/signed-fetch.ts';
import { at, type Engine, histories, only, openEngine } from '../support/engine.ts';

/** The vendor's own /api/all/stage/summary over HTTP, signed here. */
async function stageSummary({ vendor, clock }: Engine, from: number, to: number) {
  const data = { time_start: from / 1000, time_end: to / 1000 };
  const body = envelope(vendor, data, Math.floor(clock.now / 1000));
  const response = await post(vendor, '/api/all/stage/summary', body);
  const { data: answer } = (await response.json()) as {
    data: {
      day_list: { date: string; bet_count: number; bet_amount: number; gain_amount: number }[];
    };
  };
  return answer.day_list
    .map((day) => ({
      day: day.date,
      bets: day.bet_count,
      stake_li: day.bet_amount,
      ggr_li: -day.gain_amount,
    }))
    .sort((a, b) => a.day.localeCompare(b.day));
}

const DAILY = `select strftime(gaming_day, '%Y-%m-%d') as day, bets::integer as bets,
  (stake * 1000)::bigint::integer as stake_li, (ggr * 1000)::bigint::integer as ggr_li from ggr.daily order by 1`;
const IDENTITY = `select count(*) from sync.windows where received <> inserted + updated + unchanged + quarantined`;

describe.each(['end_at', 'start_at'] as const)('a vendor whose windows go by %s', (clock) => {
  test('is pulled whole, equal to its own summary for every day, and a second sync changes nothing', async () => {
    const engine = await openEngine({
      start: '2025-03-01',
      now: '2025-03-03T10:20:00',
      vendor: { clock, betsPerHour: 60 },
      env: { GGR_PV_LAG_SECONDS: '0' },
    });
    const first = await engine.sync();
    expect(first.exitCode).toBe(0);
    expect(only(first)).toMatchObject({ loaded: 59, updated: 0, unchanged: 0, quarantined: 0 });
    if (clock === 'end_at') {
      expect(await engine.rows(DAILY)).toEqual(
        await stageSummary(engine, at('2025-03-01'), engine.clock.now),
      );
    }
    const theirs = engine.vendor.summary(at('2025-03-01') / 1000, engine.clock.now / 1000);
    const ours = await engine.rows(
      'select count(*)::integer as n, (sum(stake) * 1000)::bigint as stake, (sum(ggr) * 1000)::bigint as ggr from ggr.bets',
    );
    expect(ours).toEqual([
      { n: theirs.bet_count, stake: theirs.bet_amount, ggr: -theirs.gain_amount },
    ]);
    const requests = engine.vendor.requests.length;
    const second = await engine.sync();
    expect(only(second)).toMatchObject({ loaded: 0, inserted: 0, updated: 0 });
    expect(engine.vendor.requests.length).toBe(requests);
    expect(await engine.value(IDENTITY)).toBe('0');
  });
});

test("every row is the vendor's record, field by field", async () => {
  const engine = await openEngine({ start: '2025-03-01', now: '2025-03-01T02:00:00' });
  await engine.sync();
  const stored = await engine.rows(
    `select event_id, draw_id, game_id, user_id, op_id, (bet_amount*1000)::bigint as bet_amount,
            (gain_amount*1000)::bigint as gain_amount, (credit_before_bet*1000)::bigint as credit_before_bet,
            (credit*1000)::bigint as credit, epoch(start_at)::bigint as start_at, epoch(end_at)::bigint as end_at
       from pv.bets order by end_at, event_id`,
  );
  const until = at('2025-03-01T01:59:00') / 1000;
  const truth = engine.vendor
    .bets(at('2025-03-01') / 1000, until)
    .map((bet) =>
      Object.fromEntries(
        Object.entries(bet).map(([name, value]) => [
          name,
          typeof value === 'number' ? BigInt(value) : value,
        ]),
      ),
    );
  expect(truth.length).toBeGreaterThan(50);
  expect(stored).toEqual(truth);
});

test('an hour of several pages is read whole and committed as one window', async () => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-01T01:05:00',
    vendor: { betsPerHour: 9000 },
  });
  const report = await engine.backfill({ start: at('2025-03-01'), end: at('2025-03-01T01:00:00') });
  const n = engine.vendor.bets(at('2025-03-01') / 1000, at('2025-03-01T01:00:00') / 1000).length;
  expect(n).toBeGreaterThan(4000);
  expect(only(report)).toMatchObject({ loaded: 1, received: n, inserted: n });
  expect(histories(engine)).toHaveLength(Math.ceil(n / 2000));
});

test('amounts beyond 2^53 li arrive exactly; what does not fit DECIMAL(18,4) is refused', async () => {
  const bet = {
    event_id: 'a',
    draw_id: 'd',
    game_id: 1001,
    user_id: 9_007_199_254_740_993n,
    op_id: '',
    bet_amount: 9_007_199_254_740_993n,
    gain_amount: -9_007_199_254_740_993n,
    credit_before_bet: 99_999_999_999_999_999n,
    credit: 0,
    start_at: at('2025-03-01T00:10:00') / 1000,
    end_at: at('2025-03-01T00:10:05') / 1000,
  };
  const tooLarge = { ...bet, event_id: 'b', credit: 9_223_372_036_854_775_807n };
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-01T01:05:00',
    vendor: { betsPerHour: 0, extraBets: [bet, tooLarge] },
  });
  const report = await engine.sync();
  expect(report.exitCode).toBe(3);
  expect(
    await engine.rows(
      'select bet_id, vendor_player_id, stake::varchar as stake, ggr::varchar as ggr from ggr.bets',
    ),
  ).toEqual([
    {
      bet_id: 'a',
      vendor_player_id: '9007199254740993',
      stake: '9007199254740.9930',
      ggr: '9007199254740.9930',
    },
  ]);
  expect(await engine.rows('select record_key, field, reason from sync.rejects')).toEqual([
    { record_key: 'b', field: 'credit', reason: 'does not fit DECIMAL(18,4)' },
  ]);
  expect(await engine.value('select raw from sync.rejects')).toContain(
    '"credit":9223372036854775807',
  );
});
