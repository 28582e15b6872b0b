/** The runner of mutants itself: what it would miss, nobody else would find. */
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/ggr.ts';
import { choose, readChoice } from './choose.ts';
import { judge, runUnmutated } from './judge.ts';
import { mutants } from './list.ts';
import { type Mutant, mutate, StaleMutant } from './mutant.ts';
import { copyRepository } from './scratch.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('every mutant of the list', () => {
  test('still finds its text, once, in its file: one that is stale must be adapted', () => {
    const stale = mutants.flatMap((mutant) => {
      try {
        mutate(readFileSync(join(ROOT, mutant.file), 'utf8'), mutant);
        return [];
      } catch (error) {
        return [error instanceof Error ? error.message : String(error)];
      }
    });
    expect(stale).toEqual([]);
  });

  test('has a title of its own, changes something, and names tests that are there', () => {
    expect(new Set(mutants.map(({ guard }) => guard)).size).toBe(mutants.length);
    expect(mutants.filter(({ find, replace }) => find === replace)).toEqual([]);
    for (const file of mutants.flatMap(({ seenBy }) => seenBy)) {
      expect(readFileSync(join(ROOT, file), 'utf8')).toContain('test');
    }
    expect(mutants.filter(({ seenBy }) => seenBy.length === 0)).toEqual([]);
  });
});

test('a text that stands twice is as stale as one that is gone', () => {
  const mutant: Mutant = { guard: 'g', file: 'f', find: 'a', replace: '', seenBy: [] };
  expect(mutate('bab', mutant)).toBe('bb');
  expect(() => mutate('aba', mutant)).toThrow(StaleMutant);
  expect(() => mutate('b', mutant)).toThrow('stands 0 times in f, not once');
});

describe('a sample', () => {
  const list = Array.from({ length: 43 }, (_, i) => ({ guard: `g${i}`, file: `f${i}` }) as Mutant);
  const of = (...args: string[]) => choose(list, readChoice(args, 86_400_000 * 20_000));

  test('of ten is ten at most, and seeds that follow each other take every mutant in turn', () => {
    const samples = [7, 8, 9, 10, 11].map((seed) => of('--sample', '10', '--seed', String(seed)));
    for (const { length } of samples) expect(length === 8 || length === 9).toBe(true);
    expect(new Set(samples.flat())).toEqual(new Set(list));
  });

  test('goes by the day where no seed is given, and --only keeps what holds a text', () => {
    expect(readChoice([], 86_400_000 * 20_000 + 5).seed).toBe(20_000);
    expect(of('--sample', '10')).toEqual(of('--sample', '10', '--seed', '20000'));
    expect(of('--only', 'G42').map(({ guard }) => guard)).toEqual(['g42']);
    expect(() => readChoice(['--sample', 'ten'], 0)).toThrow('--sample ten');
  });
});

test('a copy of the repository holds neither its stores, its .env nor its packages', () => {
  const folder = temporaryFolder();
  for (const name of ['src', 'warehouse', 'node_modules', '.git']) mkdirSync(join(folder, name));
  for (const name of ['src/a.ts', 'warehouse/store.duckdb', '.env', '.env.example']) {
    writeFileSync(join(folder, name), 'x');
  }
  const { root, remove } = copyRepository(folder);
  const has = (name: string) => {
    try {
      return readFileSync(join(root, name), 'utf8') === 'x';
    } catch {
      return false;
    }
  };
  expect(['src/a.ts', '.env.example', '.env', 'warehouse/store.duckdb'].map(has)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  remove();
  expect(has('src/a.ts')).toBe(false);
});

describe('a guard that was taken away', () => {
  const guarded = 'export const half = (n) => {\n  if (n < 0) return 0;\n  return n / 2;\n};\n';
  // the repository's own would make a store of src before the first test
  const config = `export default { test: { include: ['test/**/*.test.ts'], pool: 'forks' } };\n`;
  const project = (test: string) => {
    const root = temporaryFolder();
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    writeFileSync(join(root, 'vitest.config.js'), config);
    mkdirSync(join(root, 'test'));
    writeFileSync(join(root, 'half.js'), guarded);
    writeFileSync(
      join(root, 'test/half.test.ts'),
      `import { expect, test } from 'vitest';\nimport { half } from '../half.js';\n${test}`,
    );
    const where = { root, limitMs: 60_000, signal: new AbortController().signal };
    return { root, where };
  };
  const mutant: Mutant = {
    guard: 'of what is below zero',
    file: 'half.js',
    find: 'if (n < 0) return 0;',
    replace: '',
    seenBy: ['test/half.test.ts'],
  };
  const good = `test('halves', () => expect(half(4)).toBe(2));\n`;

  test('survives tests that never ask for it, and is put back', async () => {
    const { root, where } = project(good);
    expect(await runUnmutated([mutant], where)).toEqual({ kind: 'passed' });
    expect((await judge(mutant, where)).verdict).toEqual({ kind: 'passed' });
    expect(readFileSync(join(root, 'half.js'), 'utf8')).toBe(guarded);
  });

  test('is noticed by a test that fails, which is named', async () => {
    const { where } = project(`${good}test('not below', () => expect(half(-4)).toBe(0));\n`);
    expect((await judge(mutant, where)).verdict).toMatchObject({
      kind: 'failed',
      by: expect.stringMatching(/^not below: /),
    });
  });

  test('is not noticed by a run that breaks before its first test, which says why', async () => {
    const { root, where } = project(good);
    const setUp = `export default { test: { globalSetup: ['test/gone.ts'] } };\n`;
    writeFileSync(join(root, 'vitest.config.js'), setUp);
    expect(await runUnmutated([mutant], where)).toEqual({
      kind: 'broken',
      why: expect.stringContaining('test/gone.ts'),
    });
  });

  test('is not noticed by code that no longer loads, nor by a test that never ends', async () => {
    const { where } = project(good);
    const broken = { ...mutant, replace: 'if (' };
    expect((await judge(broken, where)).verdict).toMatchObject({ kind: 'broken' });
    const endless = { ...mutant, replace: 'for (;;);' };
    expect((await judge(endless, { ...where, limitMs: 1000 })).verdict).toEqual({ kind: 'hung' });
  });
});
