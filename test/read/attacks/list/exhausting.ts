/** What takes all of the machine, or ends the process that runs it. */
import { ENDLESS } from '../../../support/endless.ts';
import { group } from '../attack.ts';

const times = (count: number, text: string) => text.repeat(count);

export const endless = group(
  'Taking all of the machine',
  [
    ['a cross join without end', ENDLESS, 'ended'],
    [
      'a recursion without end',
      'with recursive r as (select 1 a union all select a + 1 from r) select count(*) from r',
      'ended',
    ],
    [
      'levenshtein, which no interrupt reaches',
      `select levenshtein(repeat('a', 60000), repeat('b', 60000))`,
      'ended',
    ],
    ['a list of a thousand million', 'select list_sum(range(1000000000))', ['ended', 'failed']],
    [
      'a list of lists',
      'select list_transform(range(40000), lambda x: range(40000))',
      ['ended', 'failed'],
    ],
    ['a text of all memory', `select length(repeat('x', 4000000000))`, ['ended', 'failed']],
    [
      'a text that doubles',
      `select length(list_reduce(range(40)::varchar[], lambda a, b: a || a))`,
      ['ended', 'failed', 'harmless'],
    ],
    [
      'an aggregate that holds everything',
      'select length(string_agg(range::varchar)) from range(200000000)',
      ['ended', 'failed'],
    ],
    [
      'a list aggregate that holds everything',
      'select len(list(range)) from range(400000000)',
      ['ended', 'failed'],
    ],
    [
      'a sort that spills past its bound',
      `select max(t) from (select repeat(range::varchar, 100) t from range(20000000) order by t)`,
      ['ended', 'failed'],
    ],
    [
      'a bit string of all memory',
      `select bit_count(bitstring('1', 2000000000))`,
      ['ended', 'failed', 'harmless'],
    ],
    [
      'a result of more rows than are let through',
      'from range(200000)',
      'ended',
      ['ended', 'harmless'],
    ],
    [
      'a result of more bytes than are let through',
      `select repeat('x', 100000) from range(200)`,
      'ended',
      ['ended', 'harmless'],
    ],
    ['a row wider than is let through', `select repeat('x', 20000000)`, ['failed', 'ended']],
    [
      'a pattern that backtracks',
      `select regexp_matches(repeat('a', 30), '(a+)+$')`,
      ['harmless', 'ended'],
    ],
    [
      'brackets, a hundred thousand deep',
      `select ${times(100_000, '(')}1${times(100_000, ')')}`,
      ['refused', 'failed', 'ended'],
    ],
    [
      'nots, a hundred thousand deep',
      `select ${times(100_000, 'not ')}true`,
      ['refused', 'failed', 'ended', 'harmless'],
    ],
    [
      'a hundred thousand sums',
      `select 1${times(100_000, '+1')}`,
      ['refused', 'failed', 'ended', 'harmless'],
    ],
    ['five thousand columns', `select 1${times(5000, ',1')}`, ['harmless', 'ended', 'failed']],
    [
      'a name of a hundred thousand characters',
      `select 1 as "${times(100_000, 'a')}"`,
      ['harmless', 'refused'],
    ],
    [
      'a number of a hundred thousand digits',
      `select ${times(100_000, '9')}`,
      ['refused', 'failed', 'harmless'],
    ],
    [
      'three hundred unions',
      `select 1${times(300, ' union select 1')}`,
      ['harmless', 'refused', 'failed', 'ended'],
    ],
    [
      'a CTE that doubles thirty times',
      `with a0 as (select 1 x)${Array.from({ length: 30 }, (_, i) => `, a${i + 1} as (from a${i} union all from a${i})`).join('')} select count(*) from a30`,
      ['ended', 'failed'],
    ],
  ],
  true,
);

export const crashes = group('Crashing DuckDB', [
  [
    'list_sort of variants',
    `select list_sort(v) from (select 'x'::variant v from range(3))`,
    ['ended', 'failed'],
  ],
  [
    'a malformed tree',
    `select json_deserialize_sql('{"statements":[{"node":{"type":"SELECT_NODE"}}]}')`,
    'refused',
  ],
  [
    'a malformed tree from a table',
    `select json_deserialize_sql(j) from (select '{}'::json j)`,
    'refused',
  ],
  ['a number past a double', 'select 1e400', 'refused'],
  [
    'the smallest integer by minus one',
    `select (-9223372036854775808) // -1`,
    ['failed', 'harmless'],
  ],
  ['a decimal of no width', 'select 1::decimal(0, 0)', ['failed', 'refused']],
  [
    'a window without end',
    'select sum(1) over (rows between 9223372036854775807 preceding and 9223372036854775807 following)',
    ['failed', 'harmless'],
  ],
  [
    'a list index of the ends of the integers',
    'select [1][-9223372036854775808]',
    ['failed', 'harmless'],
  ],
  ['a repeat of a negative number', `select repeat('x', -1)`, 'harmless'],
  ['a format with fields that are not there', `select format('{:>99999999999}', 1)`, 'failed'],
  [
    'printf with a width of all memory',
    `select length(printf('%2000000000d', 1))`,
    ['failed', 'ended', 'harmless'],
  ],
  ['a date past its calendar', `select date '5881580-07-10' + interval 1 year`, 'failed'],
]);
