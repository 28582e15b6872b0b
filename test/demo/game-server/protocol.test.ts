/** Requests and answers against the samples of wallet-v2.txt. */
import { describe, expect, test } from 'vitest';
import { readAnswer, withoutTime, writeBody } from '../../../src/demo/game-server/protocol.ts';

const NOW = Date.UTC(2023, 8, 21, 3, 23, 23);

describe('a request', () => {
  test("is written as the document's sample of a bet", () => {
    const bet = { bet: 500n, code: 'hmeu134_56eEYeGgre', game: 1012, id: 3n, type: 'bet' };
    expect(writeBody(bet, NOW)).toBe(
      '{"bet":500,"code":"hmeu134_56eEYeGgre","game":1012,"id":3,"type":"bet","time":"21-09-2023 03:23:23"}',
    );
  });

  test('keeps every digit of a 64-bit id', () => {
    expect(writeBody({ id: 2n ** 64n - 1n }, NOW)).toContain('"id":18446744073709551615,');
  });
});

describe('an answer', () => {
  test("is read as the document's samples have it", () => {
    const moved = '{"credit":99500,"result":1,"time":"21-09-2023 03:23:23"}';
    expect(readAnswer('bet', moved)).toEqual({ kind: 'done', credit: 99500n });
    const credit =
      '{"credit":100000,"player_id":"usr-1122334455","result":1,"time":"21-09-2023 03:23:23","currency":"USD"}';
    expect(readAnswer('credit', credit)).toEqual({
      kind: 'done',
      credit: 100000n,
      account: { playerId: 'usr-1122334455', currency: 'USD' },
    });
  });

  test('keeps a credit beyond 2^53 cents exact', () => {
    const text = '{"credit":9007199254740993,"result":1,"time":"21-09-2023 03:23:23"}';
    expect(readAnswer('win', text)).toEqual({ kind: 'done', credit: 9007199254740993n });
  });

  test('with any other result is a refusal and has its code and text', () => {
    const text = '{"result":0,"err_code":300,"err_desc":"Not enough credit for this bet."}';
    expect(readAnswer('bet', text)).toEqual({ kind: 'refused', errCode: '300' });
  });

  test.for([
    ['no JSON', 'HTTP 404'],
    ['a refusal without its code', '{"result":0,"err_desc":"No."}'],
    [
      'a refusal with result 1',
      '{"result":1,"err_code":1,"err_desc":"No.","time":"21-09-2023 03:23:23"}',
    ],
    ['a credit as text', '{"credit":"99500","result":1,"time":"21-09-2023 03:23:23"}'],
    ['a fractional credit', '{"credit":995.5,"result":1,"time":"21-09-2023 03:23:23"}'],
    ['a negative credit', '{"credit":-1,"result":1,"time":"21-09-2023 03:23:23"}'],
    ['a time in another order', '{"credit":1,"result":1,"time":"2023-09-21 03:23:23"}'],
    [
      'a field that the document does not have',
      '{"credit":1,"result":1,"time":"21-09-2023 03:23:23","a":1}',
    ],
  ] as const)('with %s is misshapen', ([, text]) => {
    expect(readAnswer('bet', text)).toMatchObject({ kind: 'misshapen' });
  });

  test('to a credit request needs player and currency', () => {
    const text = '{"credit":99500,"result":1,"time":"21-09-2023 03:23:23"}';
    expect(readAnswer('credit', text)).toMatchObject({ kind: 'misshapen' });
  });

  test('differs from the answer to a repeat in its time alone', () => {
    const at = (time: string) => `{"credit":1,"result":1,"time":"${time}"}`;
    expect(withoutTime(at('21-09-2023 03:23:23'))).toBe(withoutTime(at('21-09-2023 03:23:24')));
    expect(withoutTime(at('x'))).not.toBe(withoutTime('{"credit":2,"result":1,"time":"x"}'));
  });
});
