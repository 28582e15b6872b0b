/**
 * How the page looks at every width, light and dark: nothing sticks out, and axe finds nothing. With GGR_SCREENSHOTS=1 its
 * pictures go to docs/screenshots, where somebody must look at them.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findings } from '../support/axe.ts';
import { isLeftOut, launch, openWhole } from '../support/browser.ts';
import { openPagePlace, type PagePlace } from '../support/page-place.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const SHOTS = resolve(import.meta.dirname, '../../docs/screenshots');
const IS_ASKED = process.env.GGR_SCREENSHOTS === '1';

describe.skipIf(isLeftOut)('the page', () => {
  let place: PagePlace;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const shown = IS_ASKED ? { days: 24, betsPerHour: 30, rounds: 200, isPlain: true } : {};
    [place, browser] = await Promise.all([openPagePlace(shown), launch()]);
    ({ page } = await openWhole(browser, place));
  });
  afterAll(async () => {
    await browser?.close();
    await place?.close();
  });

  test.for([
    [390, 'light'],
    [390, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
    [1920, 'light'],
    [1920, 'dark'],
  ] as const)('at %i px, %s', async ([width, colorScheme]) => {
    await page.setViewportSize({ width, height: 1000 });
    await page.emulateMedia({ colorScheme });
    await page.locator('button.cell.differs').first().click();
    await page.locator('[data-opened] article:not([hidden])').waitFor();
    await page.evaluate(
      'for (const each of document.querySelectorAll("details")) each.open = true',
    );
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await findings(page)).toEqual([]);
  });

  test.runIf(IS_ASKED)('has its picture taken', async () => {
    mkdirSync(SHOTS, { recursive: true });
    await page.reload();
    await page.waitForSelector('html[data-is-loaded]');
    await page.setViewportSize({ width: 1280, height: 1000 });
    for (const [colorScheme, from] of [
      ['light', 'head'],
      ['dark', 'money'],
    ] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(
        `scrollTo({ top: document.getElementById('${from}').offsetTop - 60, behavior: 'instant' })`,
      );
      await page.waitForTimeout(500); // charts are drawn anew
      await page.screenshot({ path: join(SHOTS, `page-${colorScheme}.png`) });
    }
  });
});
