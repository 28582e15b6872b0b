/** Records in, rows out: what a batch refuses and what it keeps. */
import { describe, expect, test } from 'vitest';
import { normalise } from '../../src/transform/normalise.ts';
import { bet, madeUpAccount, madeUpBets } from '../support/made-up-report.ts';

const of = (...records: unknown[]) => normalise(madeUpBets, madeUpAccount, records);

test("a record that is refused is kept whole, with its key, and in nobody's way", () => {
  const bad = { ...bet('b', '10:00', '1.00001'), more: [1] };
  const { rows, rejects } = of(bet('a', '10:00'), bad, bet('c', '10:00'));
  expect(rows.map(({ id }) => id)).toEqual(['a', 'c']);
  expect(rejects).toMatchObject([{ key: 'b', field: 'amount', reason: 'more than four decimals' }]);
  expect(JSON.parse(rejects[0]?.raw ?? '')).toEqual(bad);
});

describe('half a surrogate pair', () => {
  test.each(['\ud800', '\udfff', 'a\ud800b'])(
    '%j would be stored as U+FFFD, and is refused',
    (id) => {
      expect(of(bet(id, '10:00'))).toMatchObject({
        rows: [],
        rejects: [{ field: 'id', reason: 'not well-formed Unicode' }],
      });
    },
  );

  test('is not a whole one', () => {
    expect(of(bet('😀', '10:00'))).toMatchObject({ rows: [{ id: '😀' }], rejects: [] });
  });
});

describe('the key of a refused record', () => {
  test.each([
    ['text', { id: 'x' }, 'x'],
    ['a number', { id: 7 }, '7'],
    ['empty', { id: '' }, null],
    ['missing', {}, null],
    ['an object', { id: {} }, null],
  ])('that is %s is %j', (_, record, key) => {
    expect(of(record).rejects).toMatchObject([{ key }]);
  });

  test.each([null, 7, 'x', []])('is null in %j', (record) => {
    expect(of(record).rejects).toMatchObject([{ key: null, field: 'record' }]);
  });
});

test('fields that the schema does not name are kept beside the row, in an order of their own', () => {
  const { rows, extras, census } = of(
    bet('a', '10:00'),
    { ...bet('b', '10:00'), z: 1, y: 2 },
    { ...bet('c', '10:00'), y: 2, z: 1 },
  );
  expect(rows).toHaveLength(3);
  expect([...extras]).toEqual([
    [1, '{"y":2,"z":1}'],
    [2, '{"y":2,"z":1}'],
  ]);
  expect(census.unknownFields).toEqual(new Set(['z', 'y']));
});
