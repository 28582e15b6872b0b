/** A real Chromium: Debian's, or the one that GGR_CHROMIUM names. In CI it must be there; elsewhere its tests are left out without it. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { type PagePlace, SQL_TOKEN } from './page-place.ts';

/** For what hangs: on a machine that stands still a page takes more than Playwright's 30 s. */
const LONGEST_MS = 120_000;
const PATH = process.env.GGR_CHROMIUM ?? '/usr/bin/chromium';

export const isLeftOut = !existsSync(PATH) && process.env.CI === undefined;

export function launch(): Promise<Browser> {
  if (!existsSync(PATH))
    throw new Error(`there is no Chromium at ${PATH}: .ci/install-clients.sh installs it`);
  return chromium.launch({ executablePath: PATH, args: ['--no-sandbox', '--disable-gpu'] });
}

export interface Opened {
  readonly page: Page;
  /** What the browser complained of: scripts that failed, and what the policy of the page refused. */
  readonly complaints: string[];
}

/** The page before any login. */
export async function open(
  browser: Browser,
  place: PagePlace,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(LONGEST_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    const isAnswer = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  await page.goto(place.daemon.address);
  return { page, complaints };
}

/** Logged in, and every panel drawn. */
export async function openWhole(
  browser: Browser,
  place: PagePlace,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const opened = await open(browser, place, options);
  await logIn(opened.page);
  return opened;
}

export async function logIn(page: Page, token = SQL_TOKEN): Promise<void> {
  await page.fill('#token', token);
  await page.press('#token', 'Enter');
  await page.waitForSelector('#verdict');
  await whole(page);
}

/** Waits until every panel was asked for what is fresh. */
export async function whole(page: Page): Promise<void> {
  await page.waitForSelector('html[data-is-loaded]');
  expect(await page.locator('.panel[aria-busy]').count()).toBe(0);
}
