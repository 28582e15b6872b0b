/** Files of rates: what is read, and what is refused with the number of its line. */
import { describe, expect, test } from 'vitest';
import { parseCsv } from '../../src/transform/csv.ts';
import { readFxRates } from '../../src/transform/fx-rates.ts';

const NOW = Date.parse('2025-03-10T12:00:00Z');
const read = (text: string) => readFxRates(text, { baseCurrency: 'EUR', now: NOW });
const HEAD = 'date,currency,rate,source\n';

test('quotes, doubled quotes, commas and line breaks in them, CRLF and a missing last line break are read', () => {
  expect(parseCsv('a,"b ""x"", c","d\r\ne"\r\n,""\r\nf,g,')).toEqual([
    { line: 1, fields: ['a', 'b "x", c', 'd\r\ne'] },
    { line: 3, fields: ['', ''] },
    { line: 4, fields: ['f', 'g', ''] },
  ]);
  expect(parseCsv('')).toEqual([]);
});

test.each(['a,"b', 'a,b"c', '"a"b,c', 'a\rb'])('%j is not CSV', (text) => {
  expect(() => parseCsv(text)).toThrow(/^line 1: /);
});

test('columns may come in any order; rates stay the text they were', () => {
  expect(
    read(
      'source,rate,date,currency\r\n"bank, of x",0.056781234567,2025-03-01,IDR\r\necb,12.500,2025-02-28,KWD\r\n',
    ),
  ).toEqual({
    rates: [
      { date: '2025-03-01', currency: 'IDR', rate: '0.056781234567', source: 'bank, of x' },
      { date: '2025-02-28', currency: 'KWD', rate: '12.5', source: 'ecb' },
    ],
    problems: [],
  });
});

test('blank lines are passed over, and counted', () => {
  expect(read(`\n${HEAD}\n2025-03-01,CNY,0.1,x\n\n \n2025-03-02,CNY,0.1\n\n`)).toEqual({
    rates: [{ date: '2025-03-01', currency: 'CNY', rate: '0.1', source: 'x' }],
    problems: ['line 7: record has 3 fields, not 4'],
  });
});

describe('a wrong line is told with its number:', () => {
  test.each([
    [',,,', 'line 2: currency "" is not a code such as EUR'],
    ['2025-02-29,CNY,0.1,x', 'line 2: date "2025-02-29" is not a date such as 2025-03-01'],
    ['01.03.2025,CNY,0.1,x', 'line 2: date "01.03.2025" is not a date such as 2025-03-01'],
    ['2025-03-12,CNY,0.1,x', 'line 2: date 2025-03-12 lies in the future'],
    ['2025-03-01,cny,0.1,x', 'line 2: currency "cny" is not a code such as EUR'],
    [
      '2025-03-01,CNY,"0,1",x',
      'line 2: rate "0,1" is not a decimal such as 0.1284, below 100000000',
    ],
    [
      '2025-03-01,CNY,1e-3,x',
      'line 2: rate "1e-3" is not a decimal such as 0.1284, below 100000000',
    ],
    ['2025-03-01,CNY,-1,x', 'line 2: rate "-1" is not a decimal such as 0.1284, below 100000000'],
    [
      '2025-03-01,CNY,100000000,x',
      'line 2: rate "100000000" is not a decimal such as 0.1284, below 100000000',
    ],
    ['2025-03-01,CNY,0.0000000000001,x', 'line 2: rate 0.0000000000001 has more than 12 decimals'],
    ['2025-03-01,CNY,0.000,x', 'line 2: rate must be above zero'],
    ['2025-03-01,EUR,1.1,x', 'line 2: rate of the base currency EUR to itself is 1, not 1.1'],
    ['2025-03-01,CNY,0.1,', 'line 2: source must be named in at most 100 characters'],
    ['2025-03-01,CNY,0.1', 'line 2: record has 3 fields, not 4'],
    ['2025-03-01,CNY,0.1,x,y', 'line 2: record has 5 fields, not 4'],
    ['"2025-03-01,CNY,0.1,x', 'line 2: a quote where none may stand, or one that does not end'],
  ])('%s', (line, problem) => {
    expect(read(`${HEAD}${line}\n`).problems).toEqual([problem]);
  });

  test('also the second of two for one date, currency and source, and every one of several', () => {
    const lines = [
      '2025-03-01,CNY,0.1,x',
      '2025-03-01,CNY,0.1,y',
      'bad',
      'worse',
      '2025-03-01,CNY,0.2,x',
    ];
    expect(read(HEAD + lines.join('\n')).problems).toEqual([
      'line 4: record has 1 fields, not 4',
      'line 5: record has 1 fields, not 4',
      'line 6: the same date, currency and source as line 2',
    ]);
  });

  test.each([
    '',
    'date;currency;rate;source\n',
    'Date,currency,rate,source\n',
    'date,currency,rate\n',
    'date,date,currency,rate,source\n',
  ])('the header %j', (head) => {
    expect(read(`${head}2025-03-01,CNY,0.1,x\n`).problems).toEqual([
      'line 1: the header must be date,currency,rate,source',
    ]);
  });

  test('a header alone', () => {
    expect(read(HEAD).problems).toEqual(['line 1: no rates follow the header']);
  });
});
