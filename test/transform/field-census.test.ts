/** Fields counted page by page, and the shapes that stand for their values. */
import { describe, expect, test } from 'vitest';
import { MOST_UNKNOWN, ReadCensus } from '../../src/transform/field-census.ts';
import { fieldName, shapeOf } from '../../src/transform/field-shape.ts';
import { parseJson } from '../../src/transform/json.ts';
import { normalise } from '../../src/transform/normalise.ts';
import { bet, madeUpAccount, madeUpBets } from '../support/made-up-report.ts';

const page = (...records: unknown[]) => normalise(madeUpBets, madeUpAccount, records).census;

describe('the shape of', () => {
  test.each([
    ['text', '"ann@x.org"', 'string(9)'],
    ['a whole number', '7', 'integer'],
    ['a number longer than a double', '12345678901234567890', 'integer'],
    ['a decimal', '1.5', 'decimal'],
    ['a list', '[1,2]', 'array(2)'],
    ['an object', '{"a":1,"b":{}}', 'object{a,b}'],
    ['nothing', 'null', 'null'],
    ['true', 'true', 'boolean'],
  ])('%s says nothing of what it holds', (_, json, shape) => {
    expect(shapeOf(parseJson(json))).toBe(shape);
  });

  test('an object shows eight keys, and of their digits none', () => {
    const keys = Array.from({ length: 20 }, (_, i) => [`u${i}`, i]);
    expect(shapeOf(Object.fromEntries(keys))).toBe('object{u#,u#,u#,u#,u#,u#,u#,u#,…}');
  });

  test('a name is short and printable', () => {
    expect(fieldName('x'.repeat(1000))).toHaveLength(65);
    expect(fieldName('a\u001b[31m\nb\ud800')).toBe('a?[31m?b\ufffd');
  });
});

test('null is no value: a field that is null in all records is lacking', () => {
  const { lacking } = page({ ...bet('a', '10:00'), more: null }, bet('b', '10:00'));
  expect(lacking).toEqual([]);
  expect(page({ ...bet('a', '10:00'), amount: null }).lacking).toEqual(['amount']);
});

test('a refused record that has the field is enough for the page to have it', () => {
  expect(
    page({ ...bet('a', '10:00'), bet_at: null }, { ...bet('b', '10:00'), id: '\ud800' }).lacking,
  ).toEqual([]);
});

test('fields are counted by name in whatever order the records have them', () => {
  const { id, bet_at, amount } = bet('a', '10:00');
  const { fields } = page(
    { id, bet_at, amount, x: 1 },
    { x: '2', amount, id: 'b', bet_at },
    { bet_at, id: 'c', amount },
  );
  const present = Object.fromEntries([...fields].map(([name, tally]) => [name, tally.present]));
  expect(present).toEqual({ id: 3, bet_at: 3, amount: 3, x: 2 });
  expect([...(fields.get('x')?.shapes ?? [])]).toEqual([
    ['number', 'integer'],
    ['string', 'string(1)'],
  ]);
});

test('pages are summed: what one of them lacks is remembered with its length, and names are bounded', () => {
  const read = new ReadCensus();
  const noAmount = (id: string) => ({ ...bet(id, '10:00'), amount: null });
  const many = Object.fromEntries(Array.from({ length: MOST_UNKNOWN }, (_, i) => [`f${i}`, i]));
  read.add(page({ ...bet('a', '10:00'), ...many }));
  expect(read.isFull).toBe(false);
  read.add(page(noAmount('b'), noAmount('c')));
  read.add(page(noAmount('d')));
  read.add(page({ ...bet('e', '10:00'), one_more: 1 }));
  expect(read.lacks.get('amount')).toEqual({ most: 2, all: 3 });
  expect(read).toMatchObject({ records: 5, rows: 2, isFull: true });
  expect(read.fields.has('one_more')).toBe(false);
});
