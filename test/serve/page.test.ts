/** The page in a real browser: who gets in, what it shows, what it never runs, by keyboard, and while parts are away. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { findings } from '../support/axe.ts';
import { isLeftOut, launch, open, openWhole, whole } from '../support/browser.ts';
import { until } from '../support/daemon.ts';
import {
  API_TOKEN,
  EVIL,
  openPagePlace,
  type PagePlace,
  SQL_TOKEN,
} from '../support/page-place.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const PANELS = [
  'coverage',
  'money',
  'today',
  'reconciliation',
  'wallet',
  'games',
  'players',
  'runs',
  'drift',
];

describe.skipIf(isLeftOut)('the page', () => {
  let place: PagePlace;
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];
  beforeAll(async () => {
    [place, browser] = await Promise.all([openPagePlace(), launch()]);
    ({ page, complaints } = await openWhole(browser, place));
  });
  afterEach(() => expect(complaints).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    await place?.close();
  });

  test('lets in whoever has a token, by a cookie that is none, and out again', async () => {
    const { page: own } = await open(browser, place);
    expect(await own.title()).toBe('ggr: log in');
    await own.fill('#token', 'no-token-of-this-ggr');
    await own.press('#token', 'Enter');
    await own.getByText('this is not the token of this ggr').waitFor();
    expect(await own.context().cookies()).toEqual([]);

    await own.fill('#token', SQL_TOKEN);
    await own.press('#token', 'Enter');
    await own.waitForSelector('#verdict');
    const [cookie, ...more] = await own.context().cookies();
    expect(more).toEqual([]);
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect([SQL_TOKEN, API_TOKEN].some((token) => cookie?.value.includes(token))).toBe(false);
    expect(Buffer.from(cookie?.value ?? '', 'base64url')).toHaveLength(32);

    await own.getByRole('button', { name: 'log out' }).click();
    await own.waitForSelector('#token');
    const kept = { cookie: `${cookie?.name}=${cookie?.value}`, accept: 'text/html' };
    expect((await fetch(place.daemon.address, { headers: kept })).status).toBe(401);
    await own.context().close();
  });

  test('shows every panel with its SQL, runs nothing that a vendor sent, and names no player', async () => {
    for (const name of PANELS) {
      const panel = page.locator(`#${name}`);
      expect([name, await panel.locator('.away').allInnerTexts()]).toEqual([name, []]);
      const buttons = panel.getByRole('button', { name: /^SQL/ });
      expect([name, await buttons.count()]).not.toEqual([name, 0]);
    }
    expect(await page.locator('.card h2').allInnerTexts()).toEqual(['pv', 'pop', 'wm']);
    const verdict = await page.locator('#verdict').innerText();
    expect(verdict).toContain('pv.bets (pv) differs from the vendor');
    expect(await page.locator('#games').innerText()).toContain(EVIL);
    expect(await page.locator('main img').count()).toBe(0);

    const players = page.locator('#players tbody tr td:first-child');
    const masked = await players.allInnerTexts();
    expect(masked.filter((text) => !/^\S••• pv$/.test(text))).toEqual([]);
    expect(masked.length).toBeGreaterThan(3);
    const before = page.url();
    await page.getByLabel('show players').check();
    await players.filter({ hasNotText: '•' }).first().waitFor();
    expect([page.url(), await page.title()]).toEqual([before, 'ggr']);
  });

  test('opens a day to its windows, and gives the exact line that mends one', async () => {
    await page.locator('button.cell.differs').first().click();
    const opened = page.locator('[data-opened]');
    await opened.locator('article:not([hidden])').waitFor();
    expect(await opened.locator('[data-window]').count()).toBe(24);
    await opened.locator('[data-window].differs').first().click();
    const article = opened.locator('article:not([hidden])');
    expect(await article.innerText()).toMatch(/ours\s+\d+ bets[\s\S]*theirs\s+\d+ bets/);
    const command = await article.locator('code').last().innerText();
    expect(command).toMatch(/^ggr reconcile pv\.bets --account pv --from \S+Z --to \S+Z --repair$/);
    const [, ...words] = command.split(' ');
    expect((await place.where.ggr(...words)).code).toBe(5);
  });

  test('is used by keyboard alone', async () => {
    await page.reload();
    await whole(page);
    const seen = await tabThrough(page);
    expect(seen[0]).toBe('to the figures');
    for (const name of ['refresh', 'log out', 'SQL of Coverage', 'show players', 'run', 'CSV']) {
      expect(seen).toContain(name);
    }
    // the heat map is one stop; arrows move in it, Enter opens
    const stop = page.locator('[data-heat] button[tabindex="0"]');
    expect(await stop.count()).toBe(1);
    await stop.focus();
    for (const key of ['Home', 'ArrowUp', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
    await page.locator('[data-opened] article').first().waitFor();

    const head = page.locator('#games th').filter({ hasText: 'bets' });
    await head.locator('button').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending');
    const bets = (await page.locator('#games tbody td:nth-child(2)').allInnerTexts()).map(Number);
    expect(bets).toEqual(bets.toSorted((a, b) => b - a));

    const typed = 'select 1.50::decimal(18,4) as amount, $$<b>x</b>$$ as text';
    await page.locator('#statement').fill(typed);
    await page.locator('#statement').press('Control+Enter');
    await page.locator('[data-sql-rows] td').first().waitFor();
    const cells = await page.locator('[data-sql-rows] td').allInnerTexts();
    expect(cells).toEqual(['1.5000', '<b>x</b>']);
    await expect.poll(() => page.locator('[data-sql-history] option').count()).toBe(2);
  });

  test('saves CSV and Parquet, draws two columns, and says what is wrong with a statement', async () => {
    await page.locator('#money [data-sql]').first().click();
    await page.locator('[data-sql-rows] td').first().waitFor();
    for (const [format, head] of [
      ['CSV', 'gaming_day,source,currency'],
      ['Parquet', 'PAR1'],
    ] as const) {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: format, exact: true }).click(),
      ]);
      let text = '';
      for await (const piece of await file.createReadStream()) text += piece;
      expect(text.slice(0, head.length)).toBe(head);
    }
    const says = page.locator('[data-sql-says]');
    const ask = async (text: string) => {
      await page.locator('#statement').fill(text);
      await page.getByRole('button', { name: 'run', exact: true }).click();
    };
    await ask('select gaming_day, sum(ggr) as ggr from ggr.daily group by 1 order by 1');
    await page.locator('[data-sql-chart] canvas').waitFor();
    await ask('select nothing from nowhere');
    await says.filter({ hasText: 'nowhere does not exist' }).waitFor();
    await ask('drop table sync.runs');
    await says.filter({ hasText: 'only' }).waitFor();
    await ask('select 1 as a');
    await says.filter({ hasText: '1 row in' }).waitFor();
  });

  test.for([
    [390, 'dark'],
    [1280, 'light'],
    [1920, 'dark'],
  ] as const)('fits %i px in %s, and axe finds nothing', async ([width, colorScheme]) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    // drawn anew in the colours of the scheme, each of them
    for (const figure of await page.locator('figure.chart').all()) {
      await expect.poll(() => figure.locator('canvas').count()).toBe(1);
    }
    expect(await findings(page)).toEqual([]);
  });

  test('says of one moment what /status.json, /metrics and `ggr status` say', async () => {
    const document = JSON.parse(await place.ask('/status.json')) as Document;
    const typed = await place.where.call('status', '--json');
    expect(typed.code).toBe(5);
    const { streams } = JSON.parse(typed.stdout) as Document;
    const timeless = ({ behind_seconds: _, ...stream }: Stream) => stream;
    expect(streams.map(timeless)).toEqual(document.streams.map(timeless));
    const metrics = await place.ask('/metrics');
    for (const stream of streams) expect(metrics).toContain(lineOf(stream));
    const head = await place.ask('/page/panel/head');
    const bets = streams.find(({ stream }) => stream === 'pv.bets');
    expect(bets?.state).toBe('needs-person');
    for (const instant of [bets?.complete_until, bets?.verified_until]) {
      expect(head).toContain(`<dd>${instant?.slice(0, 16).replace('T', ' ')}</dd>`);
    }
    expect(document.verdict.says).toContain('pv.bets (pv) differs from the vendor in 1 window');
    expect(head).toContain(document.verdict.says);
  });

  /** A part that is killed may be back before anybody has looked; each time it stays away for longer. */
  async function killUntil(name: 'readers' | 'warehouse', isSeen: () => Promise<boolean>) {
    await until(async () => {
      const { pid } = await place.daemon.part(name);
      if (pid) process.kill(pid, 'SIGKILL');
      return isSeen();
    });
  }

  test('stands while a part is away, says which, and recovers', async () => {
    await killUntil('readers', async () =>
      (await place.ask('/page/panel/money')).includes('the readers process is away'),
    );
    await until(async () => !(await place.ask('/page/panel/money')).includes('Not shown'));

    const gone = /The process of the warehouse is away|The warehouse does not answer/;
    let cards = '';
    await killUntil('warehouse', async () => {
      await page.reload();
      cards = await page.locator('.cards').innerText();
      return gone.test(await page.locator('#verdict').innerText());
    });
    expect(cards).toContain('does not say how the streams are');
    await page.locator('#money .chart canvas').first().waitFor(); // of the newest snapshot
    await until(async () => (await place.ask('/page/panel/head')).includes('pv.bets (pv) differs'));
  });
});

interface Stream {
  readonly account: string;
  readonly stream: string;
  readonly state: string;
  readonly complete_until: string | null;
  readonly verified_until: string | null;
  readonly behind_seconds: number | null;
  readonly windows: Readonly<Record<string, number>>;
}

interface Document {
  readonly streams: readonly Stream[];
  readonly verdict: { readonly says: string };
}

/** As /metrics must say how far it is; nothing is said where nothing was fetched. */
function lineOf({ account, stream, complete_until }: Stream): string {
  const labels = `{account="${account}",stream="${stream}"}`;
  return complete_until === null
    ? `ggr_stream_fetched${labels} 0`
    : `ggr_stream_data_through_timestamp_seconds${labels} ${Date.parse(complete_until) / 1000}`;
}

/** The name of what has the focus, and whether it is marked; null at the end. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const label = element.getAttribute('aria-label') ?? element.closest('label')?.textContent ?? element.textContent;
  const isMarked = getComputedStyle(element).outlineStyle !== 'none';
  return isMarked ? label.trim() : 'without a mark: ' + label;
})()`;

/** Names of all stops, to the end of the page. */
async function tabThrough(page: Page): Promise<string[]> {
  const names: string[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const name = (await page.evaluate(FOCUSED)) as string | null;
    if (name === null) break;
    names.push(name);
  }
  expect(names.filter((name) => name.startsWith('without a mark'))).toEqual([]);
  return names;
}
