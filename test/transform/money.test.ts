import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/contract/errors.ts';
import { parseJson } from '../../src/transform/json.ts';
import {
  amountFromCents,
  amountFromDecimal,
  amountFromFloat,
  amountFromLi,
  formatAmount,
  sumFromLiFloat,
} from '../../src/transform/money.ts';
import fc from '../support/properties.ts';

const LIMIT = 10n ** 18n;
const INT64 = 2n ** 63n;
/** A whole number as it arrives: from JSON text, exactly. */
const arrives = (value: bigint) => parseJson(`[${value}]`) as [number];

describe('li', () => {
  test('every int64 is ten times as many ten-thousandths, or refused where 18 digits end', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -INT64, max: INT64 - 1n }), (li) => {
        const [value] = arrives(li);
        const exact = li * 10n;
        if (exact > -LIMIT && exact < LIMIT) expect(amountFromLi(value, 'x')).toBe(exact);
        else expect(() => amountFromLi(value, 'x')).toThrow(Refusal);
      }),
      { examples: [[INT64 - 1n], [-INT64], [2n ** 53n + 1n], [99_999_999_999_999_999n], [0n]] },
    );
  });

  test('the last amount that fits and the first that does not', () => {
    expect(amountFromLi(arrives(99_999_999_999_999_999n)[0], 'x')).toBe(999_999_999_999_999_990n);
    expect(() => amountFromLi(arrives(100_000_000_000_000_000n)[0], 'x')).toThrow('DECIMAL(18,4)');
  });

  test('the sample of the document: 100000 li are 100 units', () => {
    expect(formatAmount(amountFromLi(100_000, 'x'))).toBe('100.0000');
  });
});

describe('cents', () => {
  test('every int64 of cents is a hundred times as many ten-thousandths, or refused', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -INT64, max: INT64 - 1n }), (cents) => {
        const [value] = arrives(cents);
        const exact = cents * 100n;
        if (exact > -LIMIT && exact < LIMIT) expect(amountFromCents(value, 'x')).toBe(exact);
        else expect(() => amountFromCents(value, 'x')).toThrow(Refusal);
      }),
    );
  });

  test('a fraction of a cent is refused', () => {
    expect(() => amountFromCents(12.5, 'bet')).toThrow('bet: not a whole number of cents');
  });
});

describe('decimal text', () => {
  test('any four decimals come back unchanged', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -LIMIT + 1n, max: LIMIT - 1n }), (amount) => {
        expect(amountFromDecimal(formatAmount(amount), 'x')).toBe(amount);
      }),
    );
  });

  test.for([
    ['20', 200_000n],
    ['20.0000', 200_000n],
    ['20.000000', 200_000n],
    ['-0.0000', 0n],
    ['+1.5', 15_000n],
    ['0.0001', 1n],
    ['99999999999999.9999', LIMIT - 1n],
  ] as const)('%s is %s ten-thousandths', ([text, amount]) => {
    expect(amountFromDecimal(text, 'x')).toBe(amount);
  });

  test.for([
    '',
    ' 1',
    '1,000.00',
    '1.00001',
    '0.1234567',
    'abc',
    '1.',
    '.5',
    '0x10',
    'NaN',
    'Infinity',
    '1e400',
    '100000000000000',
    '１',
  ])('%j is refused', (text) => {
    expect(() => amountFromDecimal(text, 'x')).toThrow(Refusal);
  });
});

describe('floats', () => {
  test('a double computed from two four-decimal amounts is that amount again', () => {
    const tenThousandths = fc.integer({ min: -10_000_000, max: 10_000_000 });
    fc.assert(
      fc.property(tenThousandths, tenThousandths, (a, b) => {
        const noisy = a / 10_000 + b / 10_000;
        const [value] = parseJson(`[${noisy}]`) as [number];
        expect(amountFromFloat(value, 'x')).toBe(BigInt(a + b));
      }),
    );
  });

  test('noise below a billionth is rounded, anything more is refused', () => {
    const read = (text: string) => amountFromFloat((parseJson(`[${text}]`) as [number])[0], 'x');
    expect(read('0.30000000000000004')).toBe(3000n);
    expect(read('1205500.0')).toBe(12_055_000_000n);
    expect(read('0.1000000009')).toBe(1000n);
    expect(() => read('0.100000001')).toThrow('more than four decimals');
    expect(() => read('0.12345')).toThrow('more than four decimals');
    expect(read('1e-10')).toBe(0n);
    expect(read('1.5E3')).toBe(15_000_000n);
    expect(() => read('1e300')).toThrow(Refusal);
  });

  test('of li are thousandths: the last digit that fits is a tenth of a li', () => {
    const read = (text: string) => sumFromLiFloat((parseJson(`[${text}]`) as [number])[0], 'x');
    expect(read('24109360.0')).toBe(241_093_600n);
    expect(read('-0.1')).toBe(-1n);
    expect(read('0.30000000000000004')).toBe(3n);
    expect(read('9007199254740993.0')).toBe(90_071_992_547_409_930n);
    expect(read('1205500.0000000002')).toBe(12_055_000n);
    expect(() => read('0.25')).toThrow('more than four decimals');
    expect(() => read('1e300')).toThrow(Refusal);
  });

  test('a string is no number', () => {
    expect(() => amountFromFloat('1.0', 'x')).toThrow('not a number');
  });
});
