/** PV's answers as they are nearly always written, in three ways, with bytes changed here and there. */
import fc from './properties.ts';

const hex = fc.stringMatching(/^[0-9a-f]{1,12}$/);
const whole = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: -99_999, max: 99_999_999 }) },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
);
const seconds = fc.integer({ min: 1_000_000_000, max: 2_000_000_000 });
const bet = fc.record({
  event_id: fc.oneof({ weight: 30, arbitrary: hex }, { weight: 1, arbitrary: fc.string() }),
  draw_id: hex,
  game_id: fc.nat(),
  user_id: fc.nat(),
  op_id: fc.constantFrom('', 'a b', '/'),
  bet_amount: fc.nat(),
  gain_amount: whole,
  credit_before_bet: whole,
  credit: whole,
  start_at: seconds,
  end_at: seconds,
});

/** What is put among the bytes, or in the place of some. */
const PIECES = [
  ...[
    '"',
    '\\',
    '\\u0041',
    '\u001f',
    '\u001e',
    '\n',
    ' ',
    '\t',
    ',',
    ':',
    '{',
    '}',
    '[',
    ']',
    '-',
    '0',
    '7',
  ],
  ...[
    '.5',
    'e5',
    '1e999',
    '12345678901234567',
    '99999999999999999999',
    '-0',
    '01',
    'null',
    'true',
    'é',
    '\ufeff',
  ],
  ...[
    '"items":[',
    '"items":[],',
    '"event_id":"a",',
    '"more":1,',
    '"op_id":null,',
    '{}',
    '[]',
    '},{',
    '""',
  ],
  ...['"total":0,', 'a\\"items":[{}],"', '"code":400,'],
];
interface Change {
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(),
  length: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 30 })),
  piece: fc.oneof({ weight: 1, arbitrary: fc.constant('') }, fc.constantFrom(...PIECES)),
});

function written(items: readonly object[], style: number): string {
  const answer = { code: 200, data: { items, page: 1, total: items.length }, msg: 'ok' };
  if (style === 0) return JSON.stringify(answer);
  const pretty = JSON.stringify(answer, null, 2);
  return style === 1 ? pretty : pretty.replaceAll(/\n */g, ' ');
}

function changed(text: string, { at, length, piece }: Change): string {
  const from = at % (text.length + 1);
  return text.slice(0, from) + piece + text.slice(from + length);
}

/** Bytes of an answer: as it should be, or with a change or two; some records stand twice. */
export const mutatedAnswer: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.array(bet, { minLength: 1, maxLength: 4 }),
    fc.constantFrom(0, 0, 1, 2),
    fc.array(change, { maxLength: 2 }),
    fc.integer({ min: 0, max: 20 }),
  )
  .map(([bets, style, changes, again]) => {
    const items = again === 0 ? [...bets, ...bets.slice(0, 1)] : bets;
    return Buffer.from(changes.reduce(changed, written(items, style)));
  });
