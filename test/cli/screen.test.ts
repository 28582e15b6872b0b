/** What stands on a real terminal (tmux) of 70 and of 200 columns: tables, colours, bars, the shell. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PvVendor, startPvVendor } from '../../src/demo/pv/server.ts';
import { pvSettings } from '../support/engine.ts';
import { placeWithStore } from '../support/ggr.ts';
import { openScreen } from '../support/tmux.ts';

const NARROW = { columns: 70, rows: 24 };
const WIDE = { columns: 200, rows: 50 };
let vendor: PvVendor;
beforeAll(async () => {
  vendor = await startPvVendor({ from: '2025-03-01T00:00:00Z', betsPerHour: 30 });
});
afterAll(() => vendor.close());

/** Two days of an account, as ggr.daily has them, with a name that is wider than its letters. */
const DAILY =
  `select date '2025-03-01' + i::integer as gaming_day, 'pv' as source, '金龙 manila' as account, 'CNY' as currency,
  (12000 + i)::bigint as bets, 20::bigint as players, 377328::decimal(18,4) as stake, 390718.886::decimal(18,4) as payout,
  -13390.886::decimal(18,4) as ggr, 1.03548871::double as rtp, -0.03548871::double as hold_, null::decimal(18,4) as tips,
  0::decimal(18,4) as rebate, 'verified' as proof, repeat('a note ', 7) as note from range(8) t(i)`.replaceAll(
    '\n',
    ' ',
  );

test('a table is cut to 70 columns, whole at 200, and whole and without colour in a pipe', async () => {
  const where = placeWithStore();
  const narrow = openScreen(NARROW, where);
  const rows = Array.from(
    { length: 8 },
    (_, i) => `2025-03-0${i + 1}  pv      金龙 manila  CNY       1200${i}  -13390.8860  -0.0355`,
  );
  expect(await narrow.run(`ggr query "${DAILY}"`)).toEqual([
    'gaming_day  source  account      currency   bets          ggr    hold_',
    ...rows,
    // tmux breaks the line at the edge
    '8 columns do not fit here: players, stake, payout, rtp, tips, rebate,',
    'proof, note; --all shows all',
    '[exit 0]',
  ]);
  const wide = openScreen(WIDE, where);
  const [head, first, ...more] = await wide.run(`ggr query "${DAILY}"`);
  expect(head).toBe(
    'gaming_day  source  account      currency   bets  players        stake       payout          ggr     rtp    hold_  tips  rebate  proof     note',
  );
  expect(first).toBe(
    `2025-03-01  pv      金龙 manila  CNY       12000       20  377328.0000  390718.8860  -13390.8860  1.0355  -0.0355  NULL  0.0000  verified  ${'a note '.repeat(7).trim()}`,
  );
  expect(more.at(-1)).toBe('[exit 0]');
  expect(wide.lines('colours')[0]?.startsWith('\u001b[1mgaming_day')).toBe(true);
  const plain = await wide.run(`NO_COLOR=1 ggr query "${DAILY}"; ggr query "${DAILY}" | head -2`);
  expect(wide.lines('colours').join('\n')).not.toContain('\u001b[1m');
  expect([plain[0], plain[1], plain[9], plain[10]]).toEqual([head, first, head, first]);
});

test('bars of a pull leave nothing behind, and what is shown is what was done', async () => {
  const where = placeWithStore({ ...pvSettings(vendor), GGR_PV_REQUESTS_PER_SECOND: '1' });
  const screen = openScreen(NARROW, where);
  const range = '--from 2025-03-01T00:00:00Z --to 2025-03-01T03:00:00Z';
  screen.type('clear');
  screen.type(`ggr backfill pv.bets ${range}`);
  const moving = await screen.shows(/0 of 1 streams are through/);
  expect(moving.join('\n')).toMatch(/pv pv\.bets {2}\[[#-]+\] {2}\d of 3 windows, \d+ rows\/s/);
  const [, ...over] = (await screen.shows(/pv\.bets +3\/3/)).slice(1);
  expect(over.join('\n')).not.toMatch(/\[[#-]|streams are through/);
});

test('a question that is answered with Ctrl-C or Ctrl-D ends the command as interrupted', async () => {
  const where = placeWithStore(pvSettings(vendor));
  const screen = openScreen(NARROW, where);
  for (const key of ['C-c', 'C-d']) {
    screen.type('clear; ggr backfill pv --from 2025-03-01 --to 2025-03-09; echo "[exit $?]"');
    await screen.shows('[y/N]');
    screen.press(key);
    expect((await screen.shows(/^\[exit \d+\]$/m)).join('\n')).toContain('[exit 130]');
  }
});

test('the shell runs statements, goes on after an error and Ctrl-C, completes names, and keeps its history', async () => {
  const where = placeWithStore();
  const screen = openScreen({ columns: 100, rows: 40 }, where);
  screen.type('clear; ggr query; echo "[exit $?]"');
  await screen.shows(/^ggr> $|^ggr>$/m);
  screen.type('select 6 *');
  screen.type('7 as answer;');
  await screen.shows(/answer\n {4}42/);
  screen.type('select nonsense;');
  await screen.shows('"nonsense"');
  screen.type('select count(*) from range(100000000000) t(i);');
  screen.press('C-c');
  await screen.shows('ended');
  screen.type('.param day:date=2025-03-01');
  screen.type('select $day + 1 as next_day;');
  await screen.shows(/next_day\n2025-03-02/);
  screen.type('\\d snapshot');
  await screen.shows('Everything that was committed');
  screen.press('f', 'r', 'o', 'm', 'Space', 'g', 'g', 'r', '.', 'o', 'p', 'e', 'n', 'Tab');
  await screen.shows('from ggr.open_bets');
  screen.press('C-c', 'C-d');
  await screen.shows('[exit 0]');
  const history = join(where.folder, '.local/state/ggr/history');
  expect(readFileSync(history, 'utf8')).toContain('7 as answer;\n');
  expect((statSync(history).mode & 0o777).toString(8)).toBe('600');
});
