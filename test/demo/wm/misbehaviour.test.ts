import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WmBetInput } from '../../../src/demo/wm/bet.ts';
import { type ClockedVendor, DAY_MS, HOUR, hourFrom, NOW_MS, startClocked } from './wm-fetch.ts';

const bet = (betId: string, betMs: number): WmBetInput => ({ betId, user: 'u', betMs });
const AGAIN_MS = DAY_MS + 5 * HOUR;
let it: ClockedVendor;
beforeEach(async () => {
  const extraBets = [bet('1', DAY_MS), bet('2', DAY_MS + 1000)];
  it = await startClocked({ betsPerDay: 0, extraBets });
});
afterEach(() => it.vendor.close());

const byBet = () => it.callLater('GetDateTimeReport', hourFrom(DAY_MS));
const byUpdate = (startMs: number) =>
  it.callLater('GetDateTimeReport', { ...hourFrom(startMs), timetype: '1' });
const brief = (rows: Record<string, string>[]) =>
  rows.map((row) => `${row.betId} ${row.winLoss} ${row.reset}`);

test('a bet settled again shows its newest version by bet time and moves by update time', async () => {
  it.vendor.misbehave.resettle('1', { winLoss: 190_000n }, AGAIN_MS);
  expect(brief((await byBet()).result)).toEqual(['1 19.0000 Y', '2 -20.0000 N']);
  expect(brief((await byUpdate(DAY_MS)).result)).toEqual(['2 -20.0000 N']);
  const moved = (await byUpdate(AGAIN_MS)).result;
  expect(brief(moved)).toEqual(['1 19.0000 Y']);
  expect(moved[0]).toMatchObject({
    betTime: '2025-03-10 00:00:00',
    settime: '2025-03-10 05:00:00',
    bet: '20.0000',
  });
});

test('a settlement to come does not show before its moment', async () => {
  it.vendor.misbehave.resettle('1', { winLoss: 0n }, NOW_MS + HOUR);
  expect(brief((await byBet()).result)).toEqual(['1 -20.0000 N', '2 -20.0000 N']);
  it.clock.ms = NOW_MS + HOUR;
  expect(brief((await byBet()).result)).toEqual(['1 0.0000 Y', '2 -20.0000 N']);
});

test('each settlement builds on the one before', async () => {
  it.vendor.misbehave.resettle('1', { winLoss: 190_000n }, AGAIN_MS);
  it.vendor.misbehave.resettle('1', { gameResult: 'The council canceled' }, AGAIN_MS + HOUR);
  const [row] = (await byUpdate(AGAIN_MS + HOUR)).result;
  expect(row).toMatchObject({ winLoss: '19.0000', gameResult: 'The council canceled' });
});

test('a generated bet can be settled again, even long after', async () => {
  await it.vendor.close();
  it = await startClocked({ resettledShare: 0 });
  const [one] = it.vendor.bets(DAY_MS - 200 * HOUR, DAY_MS - 199 * HOUR);
  it.vendor.misbehave.resettle(one?.betId ?? '', { winLoss: 1n }, AGAIN_MS);
  const rows: Record<string, string>[] = (await byUpdate(AGAIN_MS)).result;
  const again = rows.filter((row) => row.reset === 'Y');
  expect(brief(again)).toEqual([`${one?.betId} 0.0001 Y`]);
});

test('a bet that does not exist cannot be settled again', () => {
  expect(() => it.vendor.misbehave.resettle('3', {}, NOW_MS)).toThrow('no such bet: 3');
});

test('generated resettlements come by update time once they are past, and not before', async () => {
  await it.vendor.close();
  it = await startClocked({ resettledShare: 1 });
  it.clock.ms = NOW_MS + 100 * HOUR;
  const late = it.vendor.bets(NOW_MS, NOW_MS + HOUR).find((one) => one.reset);
  const settledMs = late?.settleMs ?? 0;
  it.clock.ms = settledMs - 1;
  const seen = () => it.vendor.bets(NOW_MS, NOW_MS + HOUR).find((b) => b.betId === late?.betId);
  expect(seen()?.reset).toBe(false);
  it.clock.ms = settledMs;
  expect(seen()?.reset).toBe(true);
  const hourMs = Math.floor(settledMs / HOUR) * HOUR;
  const rows: Record<string, string>[] = (await byUpdate(hourMs)).result;
  expect(rows.find((row) => row.betId === late?.betId)).toMatchObject({ reset: 'Y' });
});

test('a malformed row is malformed in every report of its bet, and no other row', async () => {
  it.vendor.misbehave.malformed.set('1', (row) => ({ ...row, bet: 'many' }));
  it.vendor.misbehave.malformed.set('2', () => null);
  expect((await byBet()).result).toMatchObject([{ betId: '1', bet: 'many' }, null]);
  it.vendor.misbehave.malformed.clear();
  expect((await byBet()).result).toMatchObject([{ bet: '20.0000' }, { bet: '20.0000' }]);
});

test('an answer out of order holds an old version, as often as asked for', async () => {
  it.vendor.misbehave.resettle('1', { winLoss: 190_000n }, AGAIN_MS);
  it.vendor.misbehave.outOfOrder = 1;
  expect(brief((await byUpdate(DAY_MS)).result)).toEqual(['2 -20.0000 N']);
  expect((await byUpdate(AGAIN_MS)).result).toMatchObject([
    { betId: '1', winLoss: '-20.0000', settime: '2025-03-10 00:00:20' },
  ]);
  expect(brief((await byUpdate(AGAIN_MS)).result)).toEqual(['1 19.0000 Y']);
});

test('a bet can stand twice in one answer, old version first', async () => {
  it.vendor.misbehave.resettle('1', { winLoss: 190_000n }, AGAIN_MS);
  it.vendor.misbehave.duplicateVersions = 'old-first';
  const twice = ['1 -20.0000 N', '1 19.0000 Y'];
  expect(brief((await byBet()).result)).toEqual([...twice, '2 -20.0000 N']);
  expect(brief((await byUpdate(AGAIN_MS)).result)).toEqual(twice);
});

test('a bet can stand twice in one answer, new version first', async () => {
  it.vendor.misbehave.resettle('1', { winLoss: 190_000n }, AGAIN_MS);
  it.vendor.misbehave.duplicateVersions = 'new-first';
  expect(brief((await byUpdate(AGAIN_MS)).result)).toEqual(['1 19.0000 Y', '1 -20.0000 N']);
});

test('a busy command answers 911 so many times and starts no wait', async () => {
  it.vendor.misbehave.busy.set('GetDateTimeReport', 2);
  const codes: number[] = [];
  for (let call = 0; call < 4; call += 1) {
    codes.push((await it.call('GetDateTimeReport', hourFrom(DAY_MS))).errorCode);
  }
  expect(codes).toEqual([911, 911, 0, 10411]);
  expect((await it.call('Hello')).errorCode).toBe(0);
});

test('a command can never answer for windows above a length', async () => {
  it.vendor.misbehave.stallAboveMs.set('GetDateTimeReport', HOUR);
  const long = { startTime: '20250310000000', endTime: '20250310010000' };
  const stalled = it.call('GetDateTimeReport', long).then(
    () => 'answered',
    () => 'no answer',
  );
  while (it.vendor.calls.length === 0) await new Promise(setImmediate);
  expect(it.vendor.calls).toMatchObject([{ errorCode: null }]);
  expect((await it.call('GetDateTimeReport', hourFrom(DAY_MS))).errorCode).toBe(0);
  await it.vendor.close();
  expect(await stalled).toBe('no answer');
});

test('the shared faults happen to one command', async () => {
  it.vendor.faults.add({
    kind: 'truncated-json',
    match: (request) => request.query.get('cmd') === 'GetDateTimeReport',
  });
  expect((await it.call('Hello')).errorCode).toBe(0);
  await expect(byBet()).rejects.toThrow(SyntaxError);
  expect((await byBet()).errorCode).toBe(0);
  expect(it.vendor.requests).toHaveLength(3);
});
