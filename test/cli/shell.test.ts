/** What the shell makes of what is typed, and parameters of statements, without a terminal. */
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { declaredIn, parametersOf, readParam } from '../../src/cli/session/parameters.ts';
import { History } from '../../src/cli/shell/history.ts';
import { describe as columnsOf, complete, type Name } from '../../src/cli/shell/names.ts';
import { splitStatements } from '../../src/cli/shell/statements.ts';
import { placeWithStore } from '../support/ggr.ts';

describe('a statement ends', () => {
  test.for([
    ['at its semicolon', 'select 1;', ['select 1'], ''],
    ['as often as there are some', ' select 1; select\n2;', ['select 1', 'select\n2'], ''],
    ['not in a text or a name', `select ';' as ";", 'it''s;'`, [], `select ';' as ";", 'it''s;'`],
    ['not in a text that is not closed', "select ';", [], "select ';"],
    ['not in a comment', 'select 1 -- why;\n', [], 'select 1 -- why;\n'],
    ['nor in a long one', 'select /* ; */ 1;', ['select /* ; */ 1'], ''],
    ['not in dollars', 'select $$;$$, $day;', ['select $$;$$, $day'], ''],
    ['and nothing is none', ' ;; -- nothing\n/* at all */ ;', [], ''],
  ] as const)('%s', ([, typed, whole, rest]) => {
    expect(splitStatements(typed)).toEqual({ whole, rest });
  });
});

const NAMES: Name[] = [
  ['ggr', 'daily', 'gaming_day'],
  ['ggr', 'daily', 'ggr'],
  ['ggr', 'daily_base', 'rate'],
  ['sync', 'windows', 'window_start'],
].map(([schema = '', table = '', column = '']) => ({
  schema,
  table,
  column,
  type: 'DATE',
  comment: 'why',
}));

test('Tab completes schemas, then tables, columns, columns behind an alias, and words', () => {
  const at = (line: string) => complete(line, NAMES)[0];
  expect(at('select * from gg')).toEqual(['ggr.daily', 'ggr.daily_base', 'ggr']);
  expect(at('from sy')).toEqual(['sync.windows']);
  expect(at('from ggr.da')).toEqual(['ggr.daily', 'ggr.daily_base']);
  expect(at('select ga')).toEqual(['gaming_day']);
  expect(at('select d.win')).toEqual(['d.window_start']);
  expect(at('sel')).toEqual(['select']);
  expect(at('select ')).toEqual([]);
  expect(columnsOf(NAMES, 'daily')?.rows).toEqual([
    ['gaming_day', 'DATE', 'why'],
    ['ggr', 'DATE', 'why'],
  ]);
  expect(columnsOf(NAMES, 'nothing')).toBeUndefined();
});

test('the history is for its user alone, keeps the newest lines, and follows no link', () => {
  const home = mkdtempSync(join(tmpdir(), 'ggr-history-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const file = join(home, 'ggr/history');
  const history = new History(home);
  expect(history.read()).toEqual([]);
  history.write(['second', 'first', ...Array.from({ length: 2000 }, () => 'old')]);
  expect(history.read().slice(0, 2)).toEqual(['second', 'first']);
  expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(1000);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
  const theirs = join(home, 'theirs');
  writeFileSync(theirs, 'untouched');
  mkdirSync(join(home, 'other/ggr'), { recursive: true });
  symlinkSync(theirs, join(home, 'other/ggr/history'));
  const other = new History(join(home, 'other'));
  other.write(['mine']);
  expect(other.read()).toEqual([]);
  expect(readFileSync(theirs, 'utf8')).toBe('untouched');
});

describe('parameters', () => {
  const NOW = Date.parse('2025-03-10T12:00:00Z');
  const text = '-- What?\n-- param day date = 7 days ago\n-- param name = x\nselect $day, $name';

  test('have a type where one is said, and what the statement declares where none is given', () => {
    expect(readParam('day=2025-03-01')).toEqual({ name: 'day', value: '2025-03-01' });
    expect(readParam('day:date=a=b')).toEqual({ name: 'day', type: 'date', value: 'a=b' });
    expect(declaredIn(text)).toEqual([
      { name: 'day', type: 'date', value: '7 days ago' },
      { name: 'name', type: undefined, value: 'x' },
    ]);
    expect(parametersOf(text, [], NOW)).toEqual([
      { name: 'day', type: 'date', value: '2025-03-03' },
      { name: 'name', value: 'x' },
    ]);
    const given = parametersOf(text, [readParam('day=yesterday')], NOW);
    expect(given[0]).toEqual({ name: 'day', type: 'date', value: '2025-03-09' });
    expect(() => parametersOf(text, [readParam('dya=x')], NOW)).toThrow('no parameter dya');
    expect(() => readParam('day')).toThrow('is no name=value');
  });

  test('reach the statement as values, whatever stands in them, and examples run with them', async () => {
    const where = placeWithStore();
    const asked = [
      'query',
      'select $day + 1 as next, $who as who',
      '--param',
      'day:date=2025-03-01',
    ];
    const rows = await where.callJson(...asked, '--param', "who=it's; drop", '--json');
    expect(rows).toEqual([{ next: '2025-03-02', who: "it's; drop" }]);
    const run = ['examples', 'run', 'believed-on-a-date', '--json'];
    expect(await where.callJson(...run)).toEqual([]);
    expect(await where.callJson(...run, '--param', 'instant=2025-03-01')).toEqual([]);
    const never = ['query', 'select $day', '--param', 'day:date=never'];
    expect(await where.call(...never)).toMatchObject({ code: 2 });
    expect(await where.call('examples', 'run', 'nothing')).toMatchObject({ code: 2 });
    const { stdout } = await where.call('examples');
    expect(stdout).toMatch(/^whales +Who are the whales\?/m);
    expect((await where.call('query', 'show tables')).stdout).toMatch(/^ggr\.daily {2}/m);
  });
});
