/** What was believed: ggr.bets_as_of and ggr.daily_as_of against what was read from the store at that moment. */
import { expect, test } from 'vitest';
import { at, type Engine, openEngine } from '../support/engine.ts';
import { openHandMade } from '../support/hand-made.ts';

const DAYS = { start: at('2025-03-01'), end: at('2025-03-03') };
const FIGURES = `gaming_day, source, account, currency, bets, players, stake, payout, ggr, rtp, "hold", tips, rebate`;
const bets = (engine: Engine, from: string) => engine.rows(`select * from ${from} order by bet_id`);
const days = (engine: Engine, from: string) =>
  engine.rows(`select ${FIGURES} from ${from} order by gaming_day`);

test('bets and days are, to the last column, what they were before the vendor changed, dropped and added bets', async () => {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-03T06:00:00',
    vendor: { betsPerHour: 6 },
  });
  const { vendor, clock } = engine;
  const [changed = '', dropped = '', late = ''] = vendor
    .bets(DAYS.start / 1000, DAYS.end / 1000)
    .map(({ event_id }) => event_id);
  vendor.misbehave.withdrawn.add(late);
  await engine.sync();
  const believed = [
    { bets: await bets(engine, 'ggr.bets'), days: await days(engine, 'ggr.daily') },
  ];
  const change = async (now: string, gain: number) => {
    clock.now = at(now);
    vendor.misbehave.amended.set(changed, { gain_amount: gain });
    await engine.backfill(DAYS, 'all');
    believed.push({ bets: await bets(engine, 'ggr.bets'), days: await days(engine, 'ggr.daily') });
  };
  vendor.misbehave.withdrawn.delete(late);
  vendor.misbehave.withdrawn.add(dropped);
  await change('2025-03-04T06:00:00', 123_450);
  vendor.misbehave.withdrawn.delete(dropped);
  await change('2025-03-05T06:00:00', -777_000);
  expect(new Set(believed.map((each) => JSON.stringify(each.days, asText))).size).toBe(3);

  const instants = ['2025-03-03 06:00:00', '2025-03-04 12:00:00', '2025-03-05 06:00:00'];
  for (const [i, instant] of instants.entries()) {
    const then = believed[i];
    expect(await bets(engine, `ggr.bets_as_of(timestamp '${instant}')`)).toEqual(then?.bets);
    expect(await days(engine, `ggr.daily_as_of(timestamp '${instant}')`)).toEqual(then?.days);
  }
  expect(await bets(engine, `ggr.bets_as_of(timestamp '2025-03-03 05:59:59')`)).toEqual([]);
});
const asText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);

test('both have exactly the columns of the views they repeat', async () => {
  const { rows } = await openHandMade();
  for (const view of ['bets', 'daily']) {
    const columns = (from: string) =>
      rows(`select column_name, column_type from (describe select * from ${from})`);
    expect(await columns(`ggr.${view}_as_of(timestamp '2025-03-01')`)).toEqual(
      await columns(`ggr.${view}`),
    );
  }
});

test('a version that came after a newer one was never believed, and one while it was replaced counts once', async () => {
  const { rows, wm } = await openHandMade();
  await wm({ time: '2025-03-01T10:00:00', bet: '10', net: '-10' });
  await rows(`update wm.bets set fetched_at = '2025-03-05 10:00:00', revision = 2`);
  const revise = (reason: string, net: number, from: string, until: string) =>
    rows(`insert into sync.revisions
          select account, 'wm.bets', bet_id, 1, '${reason}', bet_time, '${from}', '${until}', window_start, run_id, run_id,
                 json_object('bet_id', bet_id, 'bet_time', bet_time::varchar, 'user', "user", 'bet', '10', 'win_loss', '${net}', 'gid', gid)
            from wm.bets`);
  await revise('replaced', 3, '2025-03-02', '2025-03-05 10:00:07');
  await revise('superseded', 99, '2025-03-01 12:00:00', '2025-03-01 12:00:00');
  const ggrAt = async (instant: string) =>
    (
      await rows(
        `select bets::integer as bets, ggr::varchar as ggr from ggr.daily_as_of('${instant}')`,
      )
    )[0];
  expect(await ggrAt('2025-03-01 12:00:00')).toBeUndefined();
  expect(await ggrAt('2025-03-04')).toEqual({ bets: 1, ggr: '-3.0000' });
  expect(await ggrAt('2025-03-05 10:00:05')).toEqual({ bets: 1, ggr: '-3.0000' });
  expect(await ggrAt('2025-03-05 10:00:07')).toEqual({ bets: 1, ggr: '10.0000' });
});

test("the wallet's rounds are what its entries and closures made of them by then, and tips those of then", async () => {
  const { rows, wallet, wmTip } = await openHandMade();
  await wallet('bet', 1, '-9', '2025-03-01T10:00:00');
  await wallet('win', 1, '4', '2025-03-01T11:00:00');
  await wallet('bet', 2, '-2', '2025-03-01T10:30:00');
  await rows(
    `insert into wallet.closed_rounds values (1, 'EUR', 2, 'ann', 'timed-out', null, null, 3, '2025-03-02 10:30:00', 'h')`,
  );
  await wmTip('2025-03-01T10:45:00', 'u1', '5');
  const statuses = async (instant: string) =>
    (
      await rows(
        `select status, ggr::varchar as ggr from ggr.bets_as_of('${instant}') order by bet_id`,
      )
    ).map(({ status, ggr }) => `${status} ${ggr}`);
  expect(await statuses('2025-03-01 10:00:00')).toEqual(['open null']);
  expect(await statuses('2025-03-01 11:00:00')).toEqual(['settled 5.0000', 'open null']);
  expect(await statuses('2025-03-03')).toEqual(['settled 5.0000', 'settled 2.0000']);
  const tips = (instant: string) =>
    rows(`select tips::varchar as tips from ggr.daily_as_of('${instant}') where source = 'wm'`);
  expect(await tips('2025-03-01 10:44:00')).toEqual([]);
  expect(await tips('2025-03-01 10:45:00')).toEqual([{ tips: '5.0000' }]);
});
