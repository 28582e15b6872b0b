import { describe, expect, test } from 'vitest';
import { Refusal } from '../../src/contract/errors.ts';
import {
  integerOf,
  isJsonInteger,
  isJsonNumber,
  type JsonNumber,
  notNumber,
  numberText,
  parseJson,
  RepeatedName,
  toJson,
} from '../../src/transform/json.ts';
import { headOfJson } from '../../src/transform/json-head.ts';
import fc from '../support/properties.ts';

test('an integer of any size keeps every digit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (whole) => {
      const { amount } = parseJson(`{"amount":${whole}}`) as { amount: number };
      expect(integerOf(amount)).toBe(whole);
    }),
  );
});

test('a decimal of any length keeps every digit', () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{0,17}\.[0-9]{0,17}[1-9]$/);
  fc.assert(
    fc.property(digits, (text) => {
      const [value] = parseJson(`[${text}]`) as [number];
      expect(numberText(value)).toBe(text);
    }),
  );
});

test('a document without long numbers is what JSON.parse makes of it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), (text) => {
      const parsed = parseJson(text);
      expect(JSON.parse(toJson(parsed))).toEqual(JSON.parse(text));
    }),
  );
});

test('a string of many digits stays a string beside an ordinary number', () => {
  expect(parseJson('{"id":"12345678901234567890","n":12.5}')).toEqual({
    id: '12345678901234567890',
    n: 12.5,
  });
});

test('whole numbers are told from fractions, strings and overflows', () => {
  const [a, b, c, d, e, f] = parseJson(
    '[1, 1.5, "1", 1e400, 18446744073709551615, 1.0]',
  ) as unknown[];
  expect([a, b, c, d, e, f].map(isJsonInteger)).toEqual([true, false, false, false, true, true]);
});

test('a document is read as JSON.parse reads it, whatever its texts hold', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), (text) => {
      expect(JSON.parse(toJson(parseJson(text)))).toEqual(JSON.parse(text));
    }),
  );
  const odd =
    '{ "time" : "21-09-2023 03:23:23", "code":"a\\":b", "__proto__":1, "c\\\\":":d", "e\\\\\\"" \n: " :" }';
  expect(parseJson(odd)).toEqual(JSON.parse(odd));
});

test.for([
  '{"bet":1,"bet":1000}',
  '{"bet" : 1, "bet"\n:1000}',
  String.raw`{"bet":1,"b\u0065t":1000}`,
  '{"code":"x:y","bet":1,"bet":1000}',
  '{"a":{"bet":1,"bet":1000},"b":2}',
  '{"id":18446744073709551615,"bet":1,"bet":1000}',
  '[{"a":1,"bet":1},{"c\\\\":1,"bet":1,"bet":1000}]',
  '{"n":18446744073709551615,"bet":[1],"bet":[1,2]}',
  `{"bet":1,${' '.repeat(2 ** 23)}"bet":1000}`,
])('a document that names a key twice with different values is none: %#', (text) => {
  expect(() => parseJson(text)).toThrow(new RepeatedName('"bet" has two values'));
});

test('a key that comes twice with one value says nothing else', () => {
  expect(parseJson('{"bet":1,"bet":1}')).toEqual({ bet: 1 });
});

describe('a document that is nested too deeply', () => {
  const nest = (levels: number, core = '') => `${'['.repeat(levels)}${core}${']'.repeat(levels)}`;

  test('is read down to its last level, and below it kept as it came, in either parser', () => {
    for (const sibling of ['1', '12345678901234567890']) {
      const deep = nest(100_000, '{"a":"]\\\\\\"}"}');
      const [record, other] = parseJson(`[{"x":${deep},"n":${sibling}},{"n":${sibling}}]`) as [
        { x: unknown; n: JsonNumber },
        { n: JsonNumber },
      ];
      expect(numberText(other.n)).toBe(sibling);
      expect(headOfJson(record, 1e9).head).toBe(`{"x":${deep},"n":${sibling}}`);
      expect(() => toJson(record)).toThrow('nested deeper than 64 levels');
    }
  });

  test('is one from the 65th level on', () => {
    expect(toJson(parseJson(nest(64)))).toBe(nest(64));
    expect(() => toJson(parseJson(nest(65)))).toThrow(Refusal);
  });

  test('counts no bracket in a text', () => {
    const text = JSON.stringify({ a: '['.repeat(1000), b: '\\"{['.repeat(100) });
    expect(toJson(parseJson(text))).toBe(text);
    const long = JSON.stringify({ a: '\\'.repeat(2 ** 23), b: '"['.repeat(100) });
    expect(parseJson(long)).toEqual(JSON.parse(long));
  });

  test('and cut off within it is none, of whatever size', () => {
    expect(() => parseJson('['.repeat(2 ** 25))).toThrow(SyntaxError);
    expect(() => parseJson('['.repeat(16_000))).toThrow(SyntaxError);
    expect(() => parseJson(`${nest(1000)}]`)).toThrow(SyntaxError);
  });
});

test('a number of a million digits is no number to reckon with, and says so', () => {
  const digits = '7'.repeat(1_000_000);
  const { n, m } = parseJson(`{"n":${digits},"m":-1e${'9'.repeat(1000)}}`) as Record<
    string,
    unknown
  >;
  expect([n, m].map(isJsonNumber)).toEqual([false, false]);
  expect(isJsonInteger(n)).toBe(false);
  expect(headOfJson({ n }, 1e9).head).toBe(`{"n":${digits}}`);
  expect(notNumber('a number').error({ input: n })).toBe(
    'a number of 1000000 characters: more than 400',
  );
});
