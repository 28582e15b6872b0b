/** What a scan of an answer's bytes makes of it is what JSON.parse and the careful way make of it. */
import { expect, test } from 'vitest';
import { streams } from '../../src/catalogue.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { scannerOf } from '../../src/transform/record-scanner.ts';
import type { ScannedColumns } from '../../src/transform/scanned-columns.ts';
import { readBothWays, tryAnswers } from '../support/scanned-and-parsed.ts';

/** record-scanner-long.test.ts tries 100,000. */
const RUNS = 1500;

test('an answer with bytes changed anywhere comes to the same, scanned and parsed', async () => {
  const scanned = await tryAnswers(RUNS);
  // as written nearly always, they are what the scanner is for
  expect(scanned).toBeGreaterThan(RUNS / 10);
});

const account = { name: 'a', settings: {}, settingNames: {} } as unknown as Account;
const pvBets = streams.find(({ name }) => name === 'pv.bets') as AnyStream;
const BET =
  '{"event_id":"a","draw_id":"b","game_id":1,"user_id":2,"op_id":"","bet_amount":100,"gain_amount":-100,' +
  '"credit_before_bet":5,"credit":6,"start_at":1741588087,"end_at":1741588087}';
const other = (from: string, to: string) => {
  const text = BET.replace('"a"', '"c"').replace(from, to);
  if (text === BET.replace('"a"', '"c"')) throw new Error(`no ${from} in it`);
  return text;
};
const scan = (list: string) => scannerOf(pvBets, account).scan(Buffer.from(list), 0);

test('a list of plain records is scanned up to its end', () => {
  const list = `[${BET}, ${other(':1,', ':2,')} ]`;
  expect(scan(`${list},"total":2`)).toMatchObject({ length: 2, end: list.length });
});

const LIST = `[${BET}]`;
const ANOTHER = `[${other(':1,', ':2,')}]`;
const answer = (lists: string, total = '1') =>
  `{"code":200,"data":{${lists},"total":${total}},"msg":"ok"}`;

test.each([
  ['another list', answer(`"items":${LIST},"items":${ANOTHER}`)],
  ['another list, before it', answer(`"items":[],"items":${LIST}`)],
  ['another list, its name in escapes', answer(`"\\u0069tems":[],"items":${LIST}`)],
  [
    'another list beside a long number',
    answer(`"items":${LIST},"items":[],"n":12345678901234567890`),
  ],
  ['another total', answer(`"items":${LIST},"total":2`)],
  [
    'two amounts in one record',
    answer(`"items":[${BET.replace(':100,', ':100,"bet_amount":900,')}]`),
  ],
])(
  'an answer that names a field twice with two values is refused, scanned or parsed: %s',
  async (_, text) => {
    const says = expect.stringContaining('the answer names a field twice');
    expect(await readBothWays(text)).toEqual([says, says]);
  },
);

test.each([
  ['the same list', answer(`"items":${LIST},"items":${LIST}`)],
  [
    'the same list beside a long number',
    answer(`"items":${LIST},"items":${LIST},"n":12345678901234567890`),
  ],
  ['the same list, its name in escapes', answer(`"\\u0069tems":${LIST},"items":${LIST}`)],
  ['a list of that name elsewhere', answer(`"more":{"items":[]},"items":${LIST}`)],
])('an answer that says nothing else by it is read, scanned or parsed: %s', async (_, text) => {
  expect(await readBothWays(text)).toEqual([1, 1]);
});

test.each([
  ['a key that comes twice', BET],
  ['an escape', other('"b"', '"\\u0062"')],
  ['a separator of texts', other('"b"', '"\u001f"')],
  ['an empty key', other('"c"', '""')],
  ['a long text', other('"b"', `"${'b'.repeat(2000)}"`)],
  ['a null', other('"op_id":""', '"op_id":null')],
  ['a number for a text', other('"b"', '5')],
  ['a text for a number', other(':100,', ':"100",')],
  ['a fraction', other(':100,', ':100.5,')],
  ['an exponent', other(':100,', ':1e2,')],
  ['a leading zero', other(':100,', ':0100,')],
  ['sixteen digits', other(':2,', ':1234567890123456,')],
  ['more than a double holds in ten-thousandths', other(':100,', ':999999999999999,')],
  ['a stake below zero', other(':100,', ':-100,')],
  ['a time in milliseconds', other('1741588087,', '1741588087000,')],
  ['another order', other('"draw_id":"b","game_id":1', '"game_id":1,"draw_id":"b"')],
  ['another blank', other('"draw_id":', '"draw_id": ')],
  ['a field more', other('{', '{"more":1,')],
  ['a field less', other('"op_id":"",', '')],
  ['a field twice', other('"op_id":""', '"op_id":"","op_id":""')],
  ['no end', other('}', '')],
])('%s is left to the parser', (_, second) => {
  expect(scan(`[${BET},${second}]`)).toBeUndefined();
  expect(scan(`[${BET}]`)).toBeDefined();
});

test('reports with more than texts and whole numbers are left to the parser', () => {
  const bet = Buffer.from(`[${BET}]`);
  for (const stream of streams) {
    const page = scannerOf(stream, account).scan(bet, 0);
    expect(page !== undefined).toBe(stream.name === 'pv.bets');
  }
});

test("a page's buffers go to one page after it, however often they are given back", () => {
  const scanner = scannerOf(pvBets, account);
  const page = (id: string) =>
    scanner.scan(Buffer.from(`[${BET.replace('"a"', `"${id}"`)}]`), 0) as ScannedColumns;
  const idOf = ({ columns }: ScannedColumns) =>
    Buffer.from(columns[0]?.joined[0] as Uint8Array).toString();
  const first = page('x1');
  first.giveBack();
  first.giveBack();
  const [second, third] = [page('x2'), page('x3')];
  expect([idOf(second), idOf(third)]).toEqual(['x2', 'x3']);
  expect(second.columns[0]).toBe(first.columns[0]); // they are used again
});
