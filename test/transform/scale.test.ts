/** Amounts of accounts whose reported unit is worth more or less than one of the currency. */
import { expect, test } from 'vitest';
import { wmBets } from '../../src/extract/wm/bets.ts';
import { readScale } from '../../src/transform/money.ts';
import { normalise } from '../../src/transform/normalise.ts';
import { testAccount } from '../support/account.ts';

const account = (scale: string) =>
  testAccount({
    vendor: 'wm',
    currency: 'IDR',
    settings: { timezone: '+08:00' },
    scale: readScale(scale) ?? 0n,
  });
const bet = (amounts: Record<string, string>) => ({
  betId: '1',
  user: 'u',
  betTime: '2025-03-01 10:00:00',
  bet: '0',
  validbet: '0',
  water: '0',
  winLoss: '0',
  gid: '101',
  ...amounts,
});
const one = (scale: string, amounts: Record<string, string>) =>
  normalise(wmBets, account(scale), [bet(amounts)]);

test('every amount is multiplied, exactly, and nothing else', () => {
  const { rows } = one('1000', {
    bet: '12.3456',
    validbet: '0.0001',
    water: '-7',
    winLoss: '-12.3456',
    beforeCash: '99999999999.9999',
    result: '12.3456',
    commission: '1',
  });
  expect(rows[0]).toMatchObject({
    bet: 123_456_000n,
    validbet: 1_000n,
    water: -70_000_000n,
    win_loss: -123_456_000n,
    before_cash: 999_999_999_999_999_000n,
    result: '12.3456',
    commission: '1',
    waterbet: null,
  });
});

test('a scale below one must leave four decimals', () => {
  expect(one('0.001', { bet: '20.1' }).rows[0]?.bet).toBe(201n);
  expect(one('0.001', { bet: '20.01' }).rejects).toEqual([
    expect.objectContaining({
      key: '1',
      field: 'bet',
      reason: "more than four decimals at the account's scale",
    }),
  ]);
});

test('what fits unscaled and not scaled is refused, and the record kept as it came', () => {
  const { rows, rejects } = one('1000', { bet: '100000000000' });
  expect(rows).toEqual([]);
  expect(rejects[0]).toMatchObject({ field: 'bet', reason: 'does not fit DECIMAL(18,4)' });
  expect(rejects[0]?.raw).toContain('"bet":"100000000000"');
});

test('a payout that would not fit is refused where stake and net each would', () => {
  const amounts = { bet: '60000000000', winLoss: '60000000000' };
  expect(one('1', amounts).rejects).toEqual([]);
  expect(one('1000', amounts).rejects[0]).toMatchObject({ field: 'win_loss' });
  expect(one('1000', { bet: '60000000000', winLoss: '-60000000000' }).rejects).toEqual([]);
});
