/** Where JSON.parse would change a number, at the edges of what a double holds. */
import { expect, test } from 'vitest';
import { isJsonNumber, numberText, parseJson } from '../../src/transform/json.ts';
import fc from '../support/properties.ts';

const read = (text: string) => {
  const [value] = parseJson(`[${text}]`) as unknown[];
  if (!isJsonNumber(value)) throw new Error(`${text} is no number`);
  return numberText(value);
};

test.each([
  '999999999999999',
  '9007199254740993',
  '-9007199254740993',
  '18446744073709551615',
  '90071992547409.93',
  '0.1234567890123456789',
  '1e400',
  '1e-400',
])('lossless: %s keeps every digit', (text) => {
  expect(read(text)).toBe(text);
});

test.each([15, 16, 17, 31, 32])('lossless: wherever in a text the number stands (%i)', (blanks) => {
  const [value] = parseJson(`[${' '.repeat(blanks)}9007199254740993]`) as [number];
  expect(numberText(value)).toBe('9007199254740993');
});

const NUMBER = fc
  .tuple(
    fc.stringMatching(/^-?(0|[1-9][0-9]{0,6})(\.[0-9]{1,7})?$/),
    fc.stringMatching(/^([eE][+-]?[0-9]{1,2})?$/),
  )
  .map((parts) => parts.join(''));

test('a number is the same beside one that needs the lossless parser', () => {
  const both = (text: string) =>
    [text, `${text},9007199254740993`].map((list) => (parseJson(`[${list}]`) as unknown[])[0]);
  fc.assert(
    fc.property(NUMBER, (text) => {
      const [alone, beside] = both(text);
      expect(beside).toStrictEqual(alone);
    }),
    { examples: [['1e3'], ['1E+3'], ['-1.5e3'], ['1e-2'], ['-0'], ['1e99'], ['1000.0']] },
  );
});

test('doubled: a document of equal keys with different values is refused however short it is', () => {
  expect(() => parseJson('{"a":1,"a":2}')).toThrow(SyntaxError);
  expect(parseJson('{"a":1,"b":2}')).toEqual({ a: 1, b: 2 });
});
