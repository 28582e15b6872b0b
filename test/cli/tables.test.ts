/** Tables as a terminal of some size shows them, without a terminal. */
import { describe, expect, test } from 'vitest';
import { renderTable } from '../../src/cli/screen/table.ts';
import { cut, pad, widthOf, wrap } from '../../src/cli/screen/width.ts';
import { columnsOf, type Table } from '../../src/serve/table.ts';

const KINDS = { amount: 'number', rtp: 'ratio', state: 'state', says: 'wrapped' } as const;

function table(rows: Record<string, string | null>[], about: Partial<Table> = {}): Table {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => names.map((name) => row[name] ?? null));
  return { columns: columnsOf(names, KINDS), rows: cells, none: 'NULL', ...about };
}

const linesOf = (given: Table, look = {}) => renderTable(given, look).text.split('\n');

describe('a table', () => {
  test('has numbers to the right, four digits of a ratio, and NULL apart from an empty text', () => {
    const rows = [
      { name: 'a', amount: '1.5000', rtp: '0.96481234567', note: '' },
      { name: null, amount: '-100.0000', rtp: '1', note: 'x' },
      { name: 'c', amount: null, rtp: '0.0000012345', note: null },
    ];
    expect(linesOf(table(rows))).toEqual([
      'name     amount        rtp  note',
      'a        1.5000     0.9648',
      'NULL  -100.0000     1.0000  x',
      'c          NULL  0.0000012  NULL',
    ]);
  });

  test('leaves whole numbers of a column of ratios whole, and what is no ratio as it is', () => {
    expect(linesOf(table([{ rtp: '3' }, { rtp: '12' }]))).toEqual(['rtp', '  3', ' 12']);
    const odd = ['NaN', '1e+300', '123456.75'].map((rtp) => ({ rtp }));
    expect(linesOf(table(odd))).toEqual([
      '        rtp',
      '        NaN',
      '     1e+300',
      '123456.7500',
    ]);
  });

  test('is as wide as what a terminal shows of ideograms, emoji and marks', () => {
    const names = ['金龙', '👨‍👩‍👧', 'e\u0301', 'ab'].map((name) => ({ name, x: '|' }));
    for (const line of linesOf(table(names)).slice(1)) expect(widthOf(line)).toBe(7);
    expect(linesOf(table(names))[1]).toBe('金龙  |');
  });

  test('shows control characters by name and obeys none', () => {
    const [, row] = linesOf(table([{ name: 'a\u001b[2Jb\nc\u202e', x: '|' }]));
    expect(row).toBe('a\\x1b[2Jb\\nc\\u202e  |');
    expect(linesOf(table([{ 'a\u001b[2J': 'x' }]))[0]).toBe('a\\x1b[2J');
  });

  test('colours its head and the words that are states, and nothing else', () => {
    const given = table([
      { name: 'failed', state: 'failed' },
      { name: 'ok', state: 'verified' },
    ]);
    expect(linesOf(given, { isColoured: true })).toEqual([
      '\u001b[1mname    state\u001b[0m',
      'failed  \u001b[31mfailed  \u001b[0m',
      'ok      \u001b[32mverified\u001b[0m',
    ]);
    expect(renderTable(given).text).not.toContain('\u001b');
  });
});

describe('on a narrow terminal', () => {
  const row = {
    at: '2025-03-01T00:00:00Z',
    name: 'x'.repeat(40),
    amount: '12345.6789',
    failed: '0',
  };
  const rows = Array.from({ length: 30 }, () => row);

  test('texts are cut, and neither numbers nor instants', () => {
    const { text, left } = renderTable(table(rows), { width: 60, height: 100 });
    const lines = text.split('\n');
    expect(lines[1]).toBe(`${row.at}  ${'x'.repeat(17)}…  ${row.amount}  0`);
    expect(Math.max(...lines.map(widthOf))).toBe(60);
    expect(left).toEqual([]);
  });

  test('what says nothing goes first, then what is spare, then what stands last, and its name is said', () => {
    const given = table(rows);
    const spare = {
      ...given,
      columns: given.columns.map((c) => ({ ...c, spare: c.name === 'name' ? 1 : 0 })),
    };
    const at = (width: number, of: Table) => renderTable(of, { width, height: 100 });
    expect(at(50, given).left).toEqual(['one column does not fit here: failed; --all shows all']);
    expect(at(38, given).text.split('\n')[0]?.trim().split(/ +/)).toEqual(['at', 'name']);
    expect(at(36, spare).left).toEqual([
      '2 columns do not fit here: name, failed; --all shows all',
    ]);
    expect(at(36, spare).text.split('\n')[0]?.trim().split(/ +/)).toEqual(['at', 'amount']);
  });

  test('a row that is far too wide is told name by name', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`column_${i}`, `value ${i}`]),
    );
    const lines = linesOf(table([wide]), { width: 40, height: 24 });
    expect(lines).toHaveLength(12);
    expect(lines[11]).toBe('column_11  value 11');
    // what is left out where nothing is lost by it makes no such list
    const dull = { ...wide, column_10: '0', column_11: '0' };
    expect(linesOf(table([dull]), { width: 108, height: 24 })).toHaveLength(2);
  });

  test('as many rows are shown as fit, however many there are, and all of a short table or on demand', () => {
    const { text, left } = renderTable(table(rows, { total: 5000 }), { width: 200, height: 24 });
    expect(text.split('\n')).toHaveLength(21);
    expect(left).toEqual(['the first 20 of 5000 rows; --all shows more']);
    const most = renderTable(table(rows, { total: 5000 }));
    expect(most.left).toEqual(['the first 30 of 5000 rows; --format csv or json prints all']);
    for (const about of [{ isShort: true }, { all: true }]) {
      expect(linesOf(table(rows, about), { width: 200, height: 24 })).toHaveLength(31);
    }
    expect(linesOf(table(rows, { all: true }), { width: 20, height: 24 })[1]).toContain(row.name);
  });

  test('a sentence is read whole, in lines of its own', () => {
    const says = 'nobody answers at the address, which may be wrong or down';
    const lines = linesOf(table([{ state: 'WRONG', says }]), { width: 35, height: 24 });
    expect(lines).toEqual([
      'state  says',
      'WRONG  nobody answers at the',
      '       address, which may be wrong',
      '       or down',
    ]);
  });
});

test('a text is cut, filled and broken between whole characters', () => {
  expect(cut('金龙金龙', 5)).toBe('金龙…');
  expect(cut('金龙金龙', 4)).toBe('金…');
  expect(cut('abc', 3)).toBe('abc');
  expect(pad('金', 4, true)).toBe('  金');
  expect(wrap('ab 金龙金龙 c', 4)).toEqual(['ab', '金龙', '金龙', 'c']);
});
