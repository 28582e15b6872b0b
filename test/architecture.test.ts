/** The shape of the code (docs/architecture.md), held by reading the imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(SRC, file), 'utf8') }));

const IMPORT = /(?:^|\n)(?:import|export)\s[^;]*?from\s+'(\.[^']+)'/g;
const imports = new Map(
  files.map(({ file, text }) => [
    file,
    [...text.matchAll(IMPORT)].map((m) => relative(SRC, resolve(SRC, dirname(file), m[1] ?? ''))),
  ]),
);
const edges = [...imports].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
const offending = (breaks: (edge: { from: string; to: string }) => boolean) =>
  edges.filter(breaks).map(({ from, to }) => `${from} imports ${to}`);
const under = (path: string, folder: string) => path.startsWith(`${folder}/`);
const vendorOf = (path: string) => /^extract\/([a-z]+)\//.exec(path)?.[1];

describe('imports', () => {
  test('are found at all', () => {
    expect(edges.length).toBeGreaterThan(80);
    expect(imports.get('catalogue.ts')).toContain('extract/pv/vendor.ts');
  });

  test('of extract and load never cross', () => {
    expect(
      offending(
        ({ from, to }) =>
          (under(from, 'extract') && under(to, 'load')) ||
          (under(from, 'load') && under(to, 'extract')),
      ),
    ).toEqual([]);
  });

  test('of transform never reach extract or load', () => {
    expect(
      offending(({ from, to }) => under(from, 'transform') && /^(extract|load)\//.test(to)),
    ).toEqual([]);
  });

  test('of one vendor never reach another', () => {
    expect(
      offending(({ from, to }) => {
        const [here, there] = [vendorOf(from), vendorOf(to)];
        return here !== undefined && there !== undefined && here !== there;
      }),
    ).toEqual([]);
  });

  test('of the engine know no vendor', () => {
    const engine = /^(contract|sync|load)\/|^extract\/[^/]+$|^transform\/[^/]+$/;
    expect(offending(({ from, to }) => engine.test(from) && vendorOf(to) !== undefined)).toEqual(
      [],
    );
  });

  test('of the bundled vendors never reach the client, and only the demo reaches them', () => {
    expect(
      offending(
        ({ from, to }) => under(from, 'demo') && /^(extract|transform|load|wallet)\//.test(to),
      ),
    ).toEqual([]);
    expect(
      offending(
        ({ from, to }) =>
          under(to, 'demo') && !under(from, 'demo') && from !== 'cli/commands/demo-vendors.ts',
      ),
    ).toEqual([]);
  });

  test('form no cycle', () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): string[] => {
      if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' -> ')];
      if (done.has(file)) return [];
      const cycles = (imports.get(file) ?? []).flatMap((to) => visit(to, [...path, file]));
      done.add(file);
      return cycles;
    };
    expect(files.flatMap(({ file }) => visit(file, []))).toEqual([]);
  });
});

describe('files', () => {
  test('do nothing but re-export nowhere: there are no barrels', () => {
    const barrels = files.filter(({ text }) => /\nexport (\*|\{[^}]*\}) from /.test(`\n${text}`));
    expect(barrels.map(({ file }) => file)).toEqual([]);
  });

  test('read the environment only in config.ts', () => {
    const readers = files.filter(({ text }) => text.includes('process.env'));
    expect(readers.map(({ file }) => file)).toEqual(['config/config.ts']);
  });

  test('of the engine take time and randomness as arguments', () => {
    const pure =
      /^(contract|extract|transform|load)\/|^sync\/(plan|walk|run|job-state|load-window|load-walk)\.ts$/;
    const impure = files.filter(
      ({ file, text }) => pure.test(file) && /Date\.now\(|new Date\(\)|Math\.random\(/.test(text),
    );
    expect(impure.map(({ file }) => file)).toEqual([]);
  });

  test('of sql say in their first line why they are there', () => {
    const sql = resolve(SRC, '../sql');
    const silent = readdirSync(sql, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.sql'))
      .filter((file) => !/^-- \S.{15,}/.test(readFileSync(join(sql, file), 'utf8')));
    expect(silent).toEqual([]);
  });
});
