/** Amounts as numbers are the bigint way's to the last digit, or NaN: never another amount. */

import { expect, test } from 'vitest';
import { Refusal } from '../../src/contract/errors.ts';
import {
  exactDecimal,
  exactFloat,
  exactProduct,
  wholeScale,
} from '../../src/transform/exact-numbers.ts';
import { amountFromDecimal, amountFromFloat, amountFromLi } from '../../src/transform/money.ts';
import fc from '../support/properties.ts';

const SCALE = fc.constantFrom(1, 10, 1000, 1_000_000);

/** The amount by bigints; undefined where it is refused. */
function amount(of: () => bigint): bigint | undefined {
  try {
    return of();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function expectSame(number: number, exact: bigint | undefined): void {
  if (Number.isNaN(number)) return;
  expect(Number.isSafeInteger(number)).toBe(true);
  expect(BigInt(number)).toBe(exact);
}

test('whole li', () => {
  const whole = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.double());
  fc.assert(
    fc.property(whole, SCALE, (li, scale) => {
      const exact = Number.isSafeInteger(li) ? amountFromLi(li, '') * BigInt(scale) : undefined;
      expectSame(exactProduct(li, 10 * scale), exact);
    }),
    { numRuns: 2000 },
  );
  expect(exactProduct(900_719_925_474_099, 10)).toBe(9_007_199_254_740_990);
  expect(exactProduct(900_719_925_474_100, 10)).toBeNaN();
});

test('decimals that are written as text', () => {
  const text = fc.oneof(
    fc.stringMatching(/^[+-]?[0-9]{0,12}\.?[0-9]{0,8}$/),
    fc.stringMatching(/^-?[0-9]{1,18}\.[0-9]{1,4}0{0,6}$/),
    fc.string({ maxLength: 5 }),
  );
  fc.assert(
    fc.property(text, SCALE, (decimal, scale) => {
      const exact = amount(() => amountFromDecimal(decimal, '') * BigInt(scale));
      expectSame(exactDecimal(decimal, scale), exact);
    }),
    { numRuns: 5000 },
  );
  expect(['-20.5000', '+3', '0.00010000'].map((each) => exactDecimal(each, 1))).toEqual([
    -205_000, 30_000, 1,
  ]);
  for (const each of ['', '.', '.5', '5.', '1e3', '0.00001', '1.2.3']) {
    expect(exactDecimal(each, 1)).toBeNaN();
  }
});

test('floats, with their noise and without', () => {
  const cents = fc.integer().map((n) => n / 100);
  const float = fc.oneof(
    cents,
    fc.integer().map((n) => n / 10_000),
    fc.tuple(cents, cents).map(([a, b]) => a + b),
    fc.double(),
  );
  fc.assert(
    fc.property(float, SCALE, (value, scale) => {
      const exact = amount(() => amountFromFloat(value, '') * BigInt(scale));
      expectSame(exactFloat(value, scale), exact);
    }),
    { numRuns: 5000 },
  );
  expect(exactFloat(0.1 + 0.2, 1)).toBe(3000);
  expect(exactFloat(12.34, 1000)).toBe(123_400_000);
});

test('a scale that is no whole number has no numbers', () => {
  expect([undefined, 10_000n, 10_000_000n, 10n, 12_500n].map((scale) => wholeScale(scale))).toEqual(
    [1, 1, 1000, undefined, undefined],
  );
});
