/** Requests read in one pass and requests judged by the schema: the same, for any body whatever. */

import { expect, test } from 'vitest';
import { readPlain } from '../../src/wallet/plain-request.ts';
import { readBySchema, readRequest } from '../../src/wallet/protocol.ts';
import fc from '../support/properties.ts';

const NAMES = ['type', 'code', 'id', 'game', 'bet', 'win', 'round_id', 'time'];
const ODD_NAMES = [
  '"__proto__"',
  '"constructor"',
  '"t\\u0079pe"',
  '"Type"',
  '" id"',
  'id',
  "'id'",
  '""',
];
const TYPES = [
  '"bet"',
  '"win"',
  '"cancel"',
  '"credit"',
  '"deposit"',
  '"__proto__"',
  '"b\\u0065t"',
  'null',
];
const NUMBERS = [
  '0',
  '1',
  '100',
  '-0',
  '-1',
  '00',
  '01',
  '1.0',
  '1.00000',
  '1e2',
  '1E+2',
  '10e-1',
  '1.5',
  '.5',
  '5.',
  '+1',
  '9007199254740991',
  '9007199254740993',
  '123456789012345',
  '1234567890123456',
  '100000000000000',
  '100000000000001',
  '100000000000000.0',
  '18446744073709551615',
  '18446744073709551616',
  '99999999999999999999',
  '184467440737095516150',
  '1e999',
  '0x10',
  '1_000',
  'NaN',
  'Infinity',
  '１',
];
const TEXTS = [
  '""',
  '"c1"',
  '"é"',
  '"😀"',
  '"\\ud800"',
  '"a\\"b"',
  '"a\tb"',
  '"a\\tb"',
  '"a\u007fb"',
  '"\u2028"',
  '"\\/"',
  `"${'x'.repeat(64)}"`,
  `"${'x'.repeat(65)}"`,
  `"${'😀'.repeat(32)}"`,
  '"1"',
  'true',
  '{}',
  '[]',
  '[[[[[[[[[1]]]]]]]]]',
  '{"a":{"id":1}}',
  '',
];
const BLANKS = [
  ...Array(30).fill(''),
  ' ',
  ' ',
  '  ',
  '\n',
  '\t',
  '\u00a0',
  '\u0000',
  '\ufeff',
  '/**/',
];

const blank = fc.constantFrom(...BLANKS);
const right = {
  type: fc.constantFrom(...TYPES.slice(0, 4)),
  code: fc.constantFrom('"c1"', '"é"'),
  time: fc.constant('"21-09-2023 03:23:23"'),
} as const;
const number = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.bigInt(0n, 2n ** 65n).map(String),
  fc.nat().map(String),
);
const mostlyRight = fc.oneof(
  { weight: 12, arbitrary: fc.nat().map(String) },
  { weight: 3, arbitrary: fc.bigInt(0n, 2n ** 64n).map(String) },
  { weight: 1, arbitrary: number },
);
const any = fc.oneof(fc.constantFrom(...TYPES, ...TEXTS), number, fc.json());

/** Mostly what the document asks for, one field in nine anything. */
const field = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...ODD_NAMES), any, number, fc.nat(19))
  .chain(([name, oddName, oddValue, digits, dice]) => {
    const value =
      dice < 2 ? fc.constant(oddValue) : (right[name as keyof typeof right] ?? fc.constant(digits));
    return fc.tuple(blank, blank, value).map(([before, after, text]) => {
      const key = dice === 19 ? oddName : `"${name}"`;
      return `${before}${key}${after}:${before}${text}${after}`;
    });
  });
const flat = fc
  .tuple(fc.uniqueArray(field, { maxLength: 9, selector: (text) => text.split(':')[0] }), blank)
  .map(([fields, end]) => `{${fields.join(',')}}${end}`);
const repeated = fc.array(field, { maxLength: 9 }).map((fields) => `{${fields.join(',')}}`);
/** A right request with one character of it gone, doubled or another one. */
const mutated = fc
  .tuple(
    fc.constantFrom('bet', 'win', 'cancel', 'credit'),
    fc.nat(),
    fc.constantFrom(...'{}[]",:\\0aé -.e\n', ''),
  )
  .map(([type, at, other]) => {
    const text = `{"${type === 'win' ? 'win' : 'bet'}":100,"code":"c1","game":1012,"id":18446744073709551615,"round_id":7,"type":"${type}","time":"x"}`;
    const place = at % text.length;
    return text.slice(0, place) + other + text.slice(place + (at % 3 === 0 ? 0 : 1));
  });
/** What a game server sends, its fields in any order, and one more of any kind now and then. */
const ordinary = fc
  .tuple(
    fc.constantFrom('bet', 'win', 'cancel', 'credit'),
    fc.tuple(mostlyRight, mostlyRight, mostlyRight, mostlyRight),
    fc.option(field, { freq: 3 }),
    fc.infiniteStream(fc.nat(100)),
  )
  .map(([type, [id, game, amount, round], other, dice]) => {
    const fields = [
      `"type":"${type}"`,
      '"code":"c1"',
      `"id":${id}`,
      `"game":${game}`,
      `"${type}":${amount}`,
      `"round_id":${round}`,
    ].filter((_, at) => at < 5 || type !== 'credit');
    const all = other === null ? fields : [...fields, other];
    const shuffled = all
      .map((text) => [dice.next().value as number, text] as const)
      .sort(([a], [b]) => a - b);
    return `{${shuffled.map(([, text]) => text).join(', ')}}`;
  });
const body = fc.oneof(
  { weight: 4, arbitrary: ordinary },
  { weight: 4, arbitrary: flat },
  { weight: 2, arbitrary: repeated },
  { weight: 3, arbitrary: mutated },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.json() },
);

test('any body is read as the schema reads it, or left to the schema', () => {
  let plain = 0;
  fc.assert(
    fc.property(body, (text) => {
      const read = readPlain(text);
      if (read !== undefined) plain += 1;
      expect(readRequest(text)).toEqual(readBySchema(text));
      if (read !== undefined) expect(read).toEqual(readBySchema(text));
    }),
    { numRuns: 8000 },
  );
  expect(plain).toBeGreaterThan(200);
});

test.each([
  [
    'a bet',
    '{"bet":100,"code":"c1","game":1012,"id":7,"round_id":7,"type":"bet","time":"21-09-2023 03:23:23"}',
  ],
  [
    'a win of the longest id, spaced',
    '{"code": "c1", "game": 1012, "id": 18446744073709551615, "type": "win", "win": 95}',
  ],
  ['a cancel', '{"code":"é","id":0,"type":"cancel"}'],
  ['a credit', '{"type":"credit","code":"c1"}'],
])('%s takes the short way', (_, text) => {
  expect(readPlain(text)).toEqual(readBySchema(text));
  expect(readPlain(text)).toBeDefined();
});

test.each([
  ['a field twice', '{"type":"credit","code":"c1","code":"c1"}'],
  ['a field that the document does not name', '{"type":"credit","code":"c1","x":1}'],
  ['an escape', '{"type":"credit","code":"c\\u0031"}'],
  ['a number written oddly', '{"type":"cancel","code":"c1","id":1.0}'],
  ['an id past 64 bits', '{"type":"cancel","code":"c1","id":18446744073709551616}'],
  ['something behind its end', '{"type":"credit","code":"c1"}x'],
])('%s is left to the schema', (_, text) => {
  expect(readPlain(text)).toBeUndefined();
});
