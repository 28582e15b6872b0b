/** Where JSON.parse would change a number, at the edges of what a double holds. */
import { expect, test } from 'vitest';
import { isJsonNumber, numberText, parseJson } from '../../src/transform/json.ts';

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

test('doubled: a document of equal keys with different values is refused however short it is', () => {
  expect(() => parseJson('{"a":1,"a":2}')).toThrow(SyntaxError);
  expect(parseJson('{"a":1,"b":2}')).toEqual({ a: 1, b: 2 });
});
