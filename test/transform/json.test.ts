import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  integerOf,
  isJsonInteger,
  numberText,
  parseJson,
  parseRequest,
  toJson,
} from '../../src/transform/json.ts';

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

test('a request is read as any document is, whatever its texts hold', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), (text) => {
      expect(JSON.parse(toJson(parseRequest(text)))).toEqual(JSON.parse(text));
    }),
  );
  const odd = '{ "time" : "21-09-2023 03:23:23", "code":"a\\":b", "__proto__":1 }';
  expect(parseRequest(odd)).toEqual(JSON.parse(odd));
});

test.for([
  '{"bet":1,"bet":1000}',
  '{"bet" : 1, "bet"\n:1000}',
  String.raw`{"bet":1,"b\u0065t":1000}`,
  '{"code":"x:y","bet":1,"bet":1000}',
  '{"a":{"bet":1,"bet":1000},"b":2}',
  '{"id":18446744073709551615,"bet":1,"bet":1000}',
])('a request that names a key twice with different values is none: %s', (text) => {
  expect(() => parseRequest(text)).toThrow(SyntaxError);
});

test('a key that comes twice with one value says nothing else', () => {
  expect(parseRequest('{"bet":1,"bet":1}')).toEqual({ bet: 1 });
});
