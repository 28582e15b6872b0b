/**
 * npm run bench:page [-- --bets 2000000] [--folder f] [--only make]: how soon a browser paints the page over a store of so many bets, and how soon every panel
 * is drawn; three loads, the first of them with readers that have nothing open. With a folder the store stays there.
 * Needs Chromium (GGR_CHROMIUM).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { catalogue } from '../src/catalogue.ts';
import { keepSums } from '../src/load/keep.ts';
import { writeSettings } from '../src/load/settings.ts';
import { Warehouse } from '../src/load/warehouse.ts';

const { values } = parseArgs({
  options: {
    bets: { type: 'string', default: '2000000' },
    folder: { type: 'string' },
    only: { type: 'string' },
  },
});
const BETS = Number(values.bets);
const DAYS = 60;
const RUN = `'00000000-0000-0000-0000-000000000001'`;
const TOKEN = 'the-token-of-this-bench';
const say = (text: string) => process.stdout.write(`${text}\n`);
const FROM = new Date(Date.now() - DAYS * 86_400_000).toISOString().slice(0, 10);

const FILL = `
insert into sync.accounts values ('pv', 'pv', 'CNY', 1), ('wm', 'wm', 'THB', 1);
insert into pv.bets
select 'pv', 'e' || i, 'd' || i // 4, 1000 + i % 40, i % 50000,
       case when i % 5000 < 2500 then 'op-' || i % 5000 else '' end,
       i % 97 + 1, (i * 7919) % 211 - 105, 0, 0, s, s, null, date_trunc('hour', s), s, 1, ${RUN}
  from (select i, timestamp '${FROM}' + to_microseconds(cast(i * ${Math.round((DAYS * 86_400_000_000) / (BETS * 0.75))} as bigint)) as s
          from range(${Math.round(BETS * 0.75)}) t(i));
insert into wm.bets (account, bet_id, "user", bet_time, bet, validbet, water, win_loss, gid, gname, game_result, window_start, fetched_at, revision, run_id)
select 'wm', cast(i as varchar), 'u' || i % 30000, s, i % 97 + 1, 1, 0.01, (i * 7919) % 211 - 105, 101 + i % 12, 'Game ' || i % 12,
       'Banker:♦Q♠6Player:♦4♣5', date_trunc('day', s), s, 1, ${RUN}
  from (select i, timestamp '${FROM}' + to_microseconds(cast(i * ${Math.round((DAYS * 86_400_000_000) / (BETS * 0.25))} as bigint)) as s
          from range(${Math.round(BETS * 0.25)}) t(i));
insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged, quarantined, withdrawn, fetched_at, attempts, run_id)
select account, account || '.bets', w, w + step, if(account = 'pv', 'verified', 'loaded'), 0, 0, 0, 0, 0, 0, w + step, 1, ${RUN}
  from (select distinct 'pv' as account, date_trunc('hour', end_at) as w, interval 1 hour as step from pv.bets
         union all
        select distinct 'wm', date_trunc('day', bet_time), interval 1 day from wm.bets);
checkpoint`;

async function fill(path: string): Promise<void> {
  const options = { catalogue, path, command: 'bench', now: Date.now, memory: '2GB' as const };
  const warehouse = await Warehouse.open(options);
  await writeSettings(warehouse, {
    reportTimezone: 'UTC',
    dayStart: '00:00',
    baseCurrency: undefined,
    isDemo: false,
  });
  await warehouse.db.run(FILL);
  await keepSums(warehouse, { catalogue });
  await warehouse.close();
}

async function load(address: string): Promise<{ readonly paint: number; readonly whole: number }> {
  const executablePath = process.env.GGR_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    await page.goto(address);
    await page.fill('#token', TOKEN);
    await page.press('#token', 'Enter');
    await page.waitForSelector('#verdict');
    await page.goto('about:blank');
    const began = performance.now();
    await page.goto(address);
    const paint = (await page.evaluate(
      "performance.getEntriesByName('first-contentful-paint')[0].startTime",
    )) as number;
    await page.waitForSelector('html[data-is-loaded]', { timeout: 120_000 });
    const away = await page.locator('.panel .away').allInnerTexts();
    if (away.length > 0) say(away.join('\n'));
    return { paint, whole: performance.now() - began };
  } finally {
    await browser.close();
  }
}

const folder = values.folder
  ? resolve(values.folder)
  : mkdtempSync(join(tmpdir(), 'ggr-bench-page-'));
mkdirSync(folder, { recursive: true });
const store = join(folder, 'ggr.duckdb');
if (!existsSync(store)) await fill(store);
if (values.only !== 'make') await measure();
if (!values.folder) rmSync(folder, { recursive: true, force: true });

async function measure(): Promise<void> {
  say(`${BETS} bets over ${DAYS} days`);
  const env = {
    ...process.env,
    GGR_WAREHOUSE: store,
    GGR_PORT: '0',
    GGR_API_TOKEN: TOKEN,
    GGR_SQL_TOKEN: `${TOKEN}-2`,
  };
  const bin = resolve(import.meta.dirname, '../bin/ggr');
  const daemon = spawn('sh', [bin, 'serve', '--json'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    let text = '';
    for await (const piece of daemon.stdout) {
      text += piece;
      if (text.trimEnd().endsWith('}')) break;
    }
    const { address } = JSON.parse(text) as { readonly address: string };
    const ensured = performance.now();
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    await fetch(`${address}/publish`, { method: 'POST', headers, body: '{"max_age": 60}' });
    say(`the first snapshot took ${Math.round(performance.now() - ensured)} ms`);
    for (let i = 0; i < 3; i += 1) {
      const { paint, whole } = await load(address);
      say(`first paint after ${Math.round(paint)} ms, every panel after ${Math.round(whole)} ms`);
    }
  } finally {
    daemon.kill('SIGTERM');
    await once(daemon, 'exit');
  }
}
