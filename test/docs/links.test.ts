/** Every link of README, docs and what is shipped beside them leads somewhere: to a file, and to a heading in it. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');

const pages = [
  ...[
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'warehouse/README.md',
    'test/conformance/README.md',
  ],
  ...['docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`),
  ),
];

/** As GitHub and VitePress make them of headings that ggr's pages have. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[`*]/g, '')
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');

const textOf = (page: string) =>
  readFileSync(join(ROOT, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
const anchorsIn = (page: string) =>
  new Set([...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));

function brokenIn(page: string): string[] {
  const prose = textOf(page).replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^(https?|mailto):/.test(target)) return [];
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? page : relative(ROOT, resolve(ROOT, dirname(page), path));
    if (!existsSync(join(ROOT, file))) return [`${page}: ${target}`];
    if (anchor === undefined || statSync(join(ROOT, file)).isDirectory()) return [];
    return anchorsIn(file).has(anchor) ? [] : [`${page}: ${target} (no such heading)`];
  });
}

test('links are found at all', () => {
  expect(
    pages.flatMap((page) => [...textOf(page).matchAll(/\]\([^)]+\)/g)]).length,
  ).toBeGreaterThan(60);
});

test('every link leads to a file that is there, and to a heading that it has', () => {
  expect(pages.flatMap(brokenIn)).toEqual([]);
});

test('every page can be reached from the start, and stands in the list of the site', () => {
  const site = readFileSync(join(ROOT, 'docs/.site/.vitepress/config.mjs'), 'utf8');
  const names = readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md') && file !== 'start.md')
    .map((file) => file.slice(0, -'.md'.length));
  expect(names.filter((name) => !site.includes(`'${name}'`))).toEqual([]);
});

test('the pages for four readers fit on a screen', () => {
  for (const reader of ['analyst', 'engineer', 'on-call', 'auditor']) {
    const lines = readFileSync(join(ROOT, `docs/for-the-${reader}.md`), 'utf8').split('\n');
    expect(lines.length, reader).toBeLessThanOrEqual(42);
  }
});
