/** Names that a terminal would obey, in tables, lines and logs. */
import { expect, test } from 'vitest';
import { renderTable } from '../../src/cli/screen/table.ts';
import { numbered } from '../../src/serve/table.ts';
import { visible, visibleJson, visibleLines } from '../../src/transform/visible.ts';

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => String.fromCodePoint(from + at));
const NASTY = [
  ...range(0x00, 0x1f),
  ...range(0x7f, 0x9f),
  ...range(0x200e, 0x200f),
  ...range(0x2028, 0x202e),
  ...range(0x2060, 0x206f),
  '\u00ad',
  '\u061c',
  '\u200b',
  '\ufeff',
  '\ud800',
  '\udc00',
  '\u{e0041}',
];
const NAMES = [
  ...NASTY.map((character) => `A${character}B`),
  '\x1b[31mred\x1b[0m',
  '\x1b]8;;http://x\x07link\x1b]8;;\x07',
  'user\u202e99.00\u202c',
  'a\r\x1b[2K0.00',
];
/** What is written in these scripts needs its joiners and marks. */
const FAIR = ['Zoë', 'محمد', 'می‌خواهم', 'क्ष', '김철수', '👨‍👩‍👧', 'İstanbul', 'a\\nb'];

const OBEYED = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u061c\u200b]/u;

test('each of them is shown for what it is, once and for all', () => {
  for (const name of NAMES) {
    expect(visible(name)).not.toMatch(OBEYED);
    expect(visible(name)).not.toBe(name);
    expect(visible(visible(name))).toBe(visible(name));
  }
  expect(['\x1b[1m', '\x9b', '\u202e', 'a\r\n\tb', '\u{e0041}', '\ud800'].map(visible)).toEqual([
    '\\x1b[1m',
    '\\x9b',
    '\\u202e',
    'a\\r\\n\\tb',
    '\\u{e0041}',
    '\\ud800',
  ]);
});

test('names of every script stay as they are', () => {
  expect(FAIR.map(visible)).toEqual(FAIR);
});

test('a text of ours keeps its lines and tabs, and nothing else', () => {
  expect(visibleLines('a\n\tb\r\x1b[1m\u2028c')).toBe('a\n\tb\\r\\x1b[1m\\u2028c');
});

test('a table has a line a row, and its columns stand where they stood', () => {
  const rows = [...NAMES, 'x'.repeat(60)].map((name, n) => [name, String(n)]);
  const columns = numbered(['player', 'ggr'], ['ggr']);
  const lines = renderTable({ columns, rows, none: '' }).text.split('\n');
  expect(lines).toHaveLength(rows.length + 1);
  for (const line of lines) {
    expect(line).not.toMatch(OBEYED);
    expect(line).toHaveLength(65);
  }
});

test('a line of the log means the same and obeys nobody', () => {
  for (const name of NAMES) {
    const json = JSON.stringify({ player: name });
    expect(visibleJson(json)).not.toMatch(OBEYED);
    expect(JSON.parse(visibleJson(json))).toEqual({ player: name });
  }
});
