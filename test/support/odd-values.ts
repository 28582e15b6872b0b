/** What fields of records may hold, and what they never should. */
import { LosslessNumber } from 'lossless-json';

/** Arrays and objects in turn. */
export const nested = (levels: number): unknown => {
  let value: unknown = 0;
  for (let i = 0; i < levels; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};
export const manyFields = (n: number) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`f${i}`, i]));
export const MEGABYTES = 'x'.repeat(3_000_000);

/** What fields hold that pass, and what they never should. */
export const ODD_VALUES: readonly unknown[] = [
  ...[0, -0, 1, -1, 1.5, 0.1 + 0.2, 1e15, 1e21, 1e-7, 1e308, Number.MAX_SAFE_INTEGER, 5e-324],
  ...[1_740_798_000, 9_999_999_999, 10_000_000_000, 1_740_798_000_000, 2 ** 31, 2 ** 53],
  ...['1e999999999', '-1E-999999999', '1e400', '9'.repeat(30), '-9223372036854775809', '1.0'].map(
    (digits) => new LosslessNumber(digits),
  ),
  new LosslessNumber('7'.repeat(1_000_000)),
  new LosslessNumber(`0.${'0'.repeat(1_000_000)}1`),
  ...['', ' ', '0', '20.0000', '-20.5', '1e999', '99999999999999.9999', '1'.repeat(100_000)],
  ...['2025-03-01 12:00:05', '2025-03-01 24:00:00', '2025-03-30 02:30:00', '2025-10-26 02:30:00'],
  ...['0000-01-01 00:00:00', '9999-12-31 23:59:59', '2025-02-30 00:00:00', '2025-03-01 23:59:60'],
  ...['2025-03-01', '2025-02-30', '9999-12-31', '0000-00-00', '2025-03-01T04:00:00.5Z'],
  ...['2025-03-01T24:00:00+08:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59'],
  ...['2025-03-01T04:00:00.999999999-23:59', '2000-01-01T00:00:00+23:59', '2025-03-01T04:60:00Z'],
  ...[
    'games',
    'slots',
    'The council canceled',
    'a\u0000b',
    '\ud800',
    '\udc00\ud800',
    '＄１',
    'e\u0301',
  ],
  ...[`${'0'.repeat(100_000)}!`, `1.${'0'.repeat(100_000)}x`, '-'.repeat(100_000), MEGABYTES],
  ...[true, false, null, undefined, [], {}, [[]], [null], { a: { b: [1, '2'] } }],
  ...[nested(60), nested(64), nested(65), nested(2000), manyFields(300), Array(60_000).fill(0)],
  ...[{ isLosslessNumber: true }, { isLosslessNumber: true, value: 1 }, { toJSON: 1 }],
  { jackpot_amount: 5 },
  { [MEGABYTES]: 1 },
  JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"hasOwnProperty":3}'),
];
