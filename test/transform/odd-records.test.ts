/** Any record of any stream becomes a row or a refusal: nothing a vendor sends ends a run or holds it up. */
import fc from 'fast-check';
import { LosslessNumber } from 'lossless-json';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { streams } from '../../src/catalogue.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { parseJson } from '../../src/transform/json.ts';
import { normalise, STUMBLED } from '../../src/transform/normalise.ts';

const account = (settings: Record<string, string>, scale?: bigint): Account => ({
  name: 'a',
  vendor: 'v',
  currency: 'EUR',
  lagSeconds: 0,
  concurrency: 1,
  requestsPerSecond: 1,
  settings,
  settingNames: {},
  ...(scale === undefined ? {} : { scale }),
});
/** A zone that changes its clocks, and a scale, take ways of their own. */
const ACCOUNTS = [account({}), account({ timezone: 'Europe/Berlin' }, 10_000_000n)];

const nested = (levels: number): unknown => {
  let value: unknown = 0;
  for (let i = 0; i < levels; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};
const manyFields = (n: number) =>
  Object.fromEntries(Array.from({ length: n }, (_, i) => [`f${i}`, i]));
const MEGABYTES = 'x'.repeat(3_000_000);

/** What fields hold that pass, and what they never should. */
const VALUES: readonly unknown[] = [
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
  ...[nested(60), nested(64), nested(65), nested(50_000), manyFields(300), Array(60_000).fill(0)],
  ...[{ isLosslessNumber: true }, { isLosslessNumber: true, value: 1 }, { toJSON: 1 }],
  { jackpot_amount: 5 },
  { [MEGABYTES]: 1 },
  JSON.parse('{"__proto__":{"polluted":1},"constructor":2,"hasOwnProperty":3}'),
];
const value = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

/** Records of which most fields pass their schema, so that most come as far as the mapping. */
function recordOf(stream: AnyStream) {
  const shape = stream.record.shape as Record<string, z.ZodType>;
  const fields = Object.entries(shape).map(([name, schema]) => {
    const passing = VALUES.filter((each) => fits(schema, each));
    const good = fc.constantFrom(...(passing.length > 0 ? passing : [undefined]));
    return [
      name,
      fc.oneof({ weight: 20, arbitrary: good }, { weight: 1, arbitrary: value }),
    ] as const;
  });
  const named = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  const unknown = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), value, {
    maxKeys: 3,
  });
  return fc.oneof(
    { weight: 20, arbitrary: named },
    { weight: 5, arbitrary: fc.tuple(named, unknown).map(([a, b]) => ({ ...b, ...a })) },
    { weight: 1, arbitrary: value },
  );
}

function fits(schema: z.ZodType, each: unknown): boolean {
  try {
    return schema.safeParse(each).success;
  } catch {
    return false; // what a schema itself stumbles over never comes so far
  }
}

describe.each(streams.map((stream) => [stream.name, stream] as const))('%s', (_, stream) => {
  test('makes a row or a refusal of any record, and never stumbles', () => {
    fc.assert(
      fc.property(recordOf(stream), fc.constantFrom(...ACCOUNTS), (record, of) => {
        const { rows, rejects } = normalise(stream, of, [record]);
        expect(rows.length + rejects.length).toBe(1);
        for (const { reason, raw, field, key } of rejects) {
          expect(reason).not.toContain(STUMBLED);
          expect(reason.length).toBeLessThanOrEqual(500);
          expect(field.length).toBeLessThanOrEqual(500);
          expect(key?.length ?? 1).toBeLessThanOrEqual(256);
          expect(raw.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 300 },
    );
  });
});

const pvBets = streams.find(({ name }) => name === 'pv.bets') as AnyStream;
const GOOD = {
  event_id: 'e1',
  draw_id: 'd',
  game_id: 1,
  user_id: 2,
  bet_amount: 1000,
  gain_amount: -1000,
  credit_before_bet: 5000,
  credit: 4000,
  start_at: 1_740_798_000,
  end_at: 1_740_798_010,
};
const [EUROS] = ACCOUNTS as [Account];
const one = (fields: object) => normalise(pvBets, EUROS, [{ ...GOOD, ...fields }]);

describe('a record that is', () => {
  test.for([
    ['nested beyond 64 levels', { note: nested(65) }, 'note', 'nested deeper than 64 levels'],
    [
      'nested fifty thousand deep',
      { note: nested(50_000) },
      'note',
      'nested deeper than 64 levels',
    ],
    [
      'a text of megabytes',
      { note: MEGABYTES },
      'note',
      'a text of 3000000 characters: more than 262144',
    ],
    [
      'a field name of megabytes',
      { [MEGABYTES]: 1 },
      'record',
      'a field name of 3000000 characters: more than 256',
    ],
    [
      'a nested one',
      { note: [{ [MEGABYTES]: 1 }] },
      'note',
      'a field name of 3000000 characters: more than 256',
    ],
    ['of two thousand fields', manyFields(2000), 'record', 'more than 1000 fields'],
    [
      'of a hundred thousand values',
      { note: Array(100_000).fill([]) },
      'note',
      'more than 50000 values',
    ],
    [
      'many texts',
      { note: Array(20).fill('x'.repeat(200_000)) },
      'record',
      'more than 1048576 characters',
    ],
    [
      'a number of a million digits',
      { credit: new LosslessNumber('7'.repeat(1_000_000)) },
      'credit',
      'a number of 1000000 characters: more than 400',
    ],
    [
      'made to look like a number of ours',
      { note: { isLosslessNumber: true } },
      'note',
      'a field of no vendor',
    ],
    [
      'a key of a kilobyte',
      { event_id: 'x'.repeat(1000) },
      'event_id',
      'a key of 1000 characters: more than 256',
    ],
  ] as const)('too large (%s) is refused with its reason', ([, fields, field, reason]) => {
    expect(one(fields)).toMatchObject({ rows: [], rejects: [{ field, reason }] });
  });

  test('refused is kept whole up to four megabytes; of a longer one is kept how it begins and what is cut', () => {
    const whole = one({ note: MEGABYTES }).rejects[0]?.raw ?? '';
    expect(JSON.parse(whole)).toEqual({ ...GOOD, note: MEGABYTES });
    const raw = one({ note: MEGABYTES.repeat(20) }).rejects[0]?.raw ?? '';
    const { cut, begins } = JSON.parse(raw);
    expect(cut).toEqual({ characters: whole.length + 19 * MEGABYTES.length, kept: 65_536 });
    expect(whole.startsWith(begins)).toBe(true);
    expect(begins).toHaveLength(65_536);
  });

  test('deep is kept as it came', () => {
    const raw = one({ note: nested(10_000) }).rejects[0]?.raw ?? '';
    const whole = `"note":${'{"a":['.repeat(5000)}0${']}'.repeat(5000)}}`;
    expect(raw.endsWith(whole)).toBe(true);
  });
});

test('a field called __proto__ is a field like any other', () => {
  const record = parseJson(`{"__proto__":{"x":1},"constructor":2,${JSON.stringify(GOOD).slice(1)}`);
  const { rows, extras, unknownFields } = normalise(pvBets, EUROS, [record]);
  expect(rows).toHaveLength(1);
  expect(extras.get(0)).toBe('{"__proto__":{"x":1},"constructor":2}');
  expect([...unknownFields]).toEqual(['__proto__', 'constructor']);
});

test('a vendor that makes up a field for each record is told of a hundred times, and the rest is kept', () => {
  const records = Array.from({ length: 3000 }, (_, i) => ({
    ...GOOD,
    event_id: `e${i}`,
    [`f${i}`]: i,
  }));
  const { rows, extras, unknownFields } = normalise(pvBets, EUROS, records);
  expect([rows.length, extras.size, unknownFields.size]).toEqual([3000, 3000, 100]);
});
