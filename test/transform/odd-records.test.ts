/** Any record of any stream becomes a row or a refusal: nothing a vendor sends ends a run or holds it up. */
import { LosslessNumber } from 'lossless-json';
import { describe, expect, test } from 'vitest';
import { streams } from '../../src/catalogue.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { parseJson } from '../../src/transform/json.ts';
import { normalise, STUMBLED } from '../../src/transform/normalise.ts';
import { testAccount } from '../support/account.ts';
import { recordOf } from '../support/any-record.ts';
import { MEGABYTES, manyFields, nested } from '../support/odd-values.ts';
import fc from '../support/properties.ts';

const account = (settings: Record<string, string>, scale?: bigint) =>
  testAccount({ settings, ...(scale !== undefined && { scale }) });
/** A zone that changes its clocks, and a scale, take ways of their own. */
const ACCOUNTS = [account({}), account({ timezone: 'Europe/Berlin' }, 10_000_000n)];

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
    const whole = `"note":${'{"a":['.repeat(5000)}0${']}'.repeat(5000)}`;
    expect(raw.includes(`${whole},`)).toBe(true);
  });
});

test('a field called __proto__ is a field like any other', () => {
  const record = parseJson(`{"__proto__":{"x":1},"constructor":2,${JSON.stringify(GOOD).slice(1)}`);
  const { rows, extras, census } = normalise(pvBets, EUROS, [record]);
  expect(rows).toHaveLength(1);
  expect(extras.get(0)).toBe('{"__proto__":{"x":1},"constructor":2}');
  expect([...census.unknownFields]).toEqual(['__proto__', 'constructor']);
});

test('a vendor that makes up a field for each record is told of a hundred times, and the rest is kept', () => {
  const records = Array.from({ length: 3000 }, (_, i) => ({
    ...GOOD,
    event_id: `e${i}`,
    [`f${i}`]: i,
  }));
  const { rows, extras, census } = normalise(pvBets, EUROS, records);
  expect([rows.length, extras.size, census.unknownFields.size]).toEqual([3000, 3000, 100]);
});
