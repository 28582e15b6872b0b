/** The shape of the code (docs/architecture.md): its floors by its imports, its sizes by the linter's rules. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MOST_FUNCTION_LINES, MOST_PARAMETERS, oversized } from './support/oversized.ts';
import { sources as files, imports, loads, packagesOf, ROOT } from './support/sources.ts';

/** From the ground up; a file imports its own floor or a lower one, and of its own floor only its own folder. */
const FLOORS: readonly (readonly string[])[] = [
  ['contract'],
  ['transform'],
  ['extract', 'load', 'config'],
  ['catalogue.ts', 'sync'],
  ['schedules', 'read', 'wallet'],
  ['serve'],
  ['cli'],
];
/** The bundled vendors stand beside the house: what they share with the client would prove nothing. */
const BESIDE = 'demo';
const DOOR_TO_DEMO = 'cli/commands/demo-vendors.ts';

const MOST_LINES = 250;
/** What may break a rule of size, each with its reason. */
const EXCEPTIONS: readonly { readonly file: string; readonly because: string }[] = [];

const edges = [...imports].flatMap(([from, targets]) => targets.map((to) => ({ from, to })));
type Edge = (typeof edges)[number];
const offending = (breaks: (edge: Edge) => boolean) =>
  edges.filter(breaks).map(({ from, to }) => `${from} imports ${to}`);

const roomOf = (path: string) => path.split('/')[0] ?? '';
const floorOf = (path: string) => FLOORS.findIndex((rooms) => rooms.includes(roomOf(path)));
const vendorOf = (path: string) => /^extract\/([a-z]+)\//.exec(path)?.[1];

describe('imports', () => {
  test('are found at all', () => {
    expect(edges.length).toBeGreaterThan(400);
    expect(imports.get('catalogue.ts')).toContain('extract/pv/bets.ts');
    expect(imports.get('cli/commands/serve.ts')).toContain('cli/commands/serve-daemon.ts');
  });

  test('of every room have a floor', () => {
    const rooms = new Set(files.map(({ file }) => roomOf(file)));
    expect([...rooms].filter((room) => room !== BESIDE && floorOf(room) === -1)).toEqual([]);
  });

  test('never go up a floor', () => {
    expect(
      offending(({ from, to }) => floorOf(from) < floorOf(to) && roomOf(from) !== BESIDE),
    ).toEqual([]);
  });

  test('of one room never reach another on its floor', () => {
    expect(
      offending(({ from, to }) => floorOf(from) === floorOf(to) && roomOf(from) !== roomOf(to)),
    ).toEqual([]);
  });

  test('of the contract stay within it', () => {
    expect(
      offending(({ from, to }) => roomOf(from) === 'contract' && roomOf(to) !== 'contract'),
    ).toEqual([]);
  });

  test('of one vendor never reach another, and nothing but the catalogue reaches into a vendor', () => {
    expect(
      offending(({ from, to }) => {
        const there = vendorOf(to);
        return there !== undefined && vendorOf(from) !== there && from !== 'catalogue.ts';
      }),
    ).toEqual([]);
  });

  test('of the engine do not know the catalogue: it comes in', () => {
    const isProcess = (file: string) => file === 'cli/main.ts' || file.startsWith('cli/parts/');
    expect(offending(({ from, to }) => to === 'catalogue.ts' && !isProcess(from))).toEqual([]);
  });

  test('of the bundled vendors never reach the client, and one door leads to them', () => {
    expect(offending(({ from, to }) => roomOf(from) === BESIDE && roomOf(to) !== BESIDE)).toEqual(
      [],
    );
    expect(
      offending(
        ({ from, to }) => roomOf(to) === BESIDE && roomOf(from) !== BESIDE && from !== DOOR_TO_DEMO,
      ),
    ).toEqual([]);
  });

  test('of two folders never go both ways', () => {
    const folders = new Map<string, Edge>();
    for (const edge of edges) folders.set(`${dirname(edge.from)} -> ${dirname(edge.to)}`, edge);
    const both = [...folders].filter(([, { from, to }]) => {
      const [here, there] = [dirname(from), dirname(to)];
      return here !== there && folders.has(`${there} -> ${here}`);
    });
    expect(both.map(([, { from, to }]) => `${from} imports ${to}`)).toEqual([]);
  });

  test.for([
    ['cli/commands/serve-daemon.ts', /duckdb|sqlite/],
    ['cli/main.ts', /duckdb|sqlite/],
    ['cli/parts/wallet.ts', /duckdb/],
  ] as const)(
    'of %s bring no engine into its process that must not be there',
    ([entry, engine]) => {
      const reached = new Set<string>();
      const visit = (file: string) => {
        if (reached.has(file)) return;
        reached.add(file);
        for (const to of loads.get(file) ?? []) visit(to);
      };
      visit(entry);
      expect(reached.size).toBeGreaterThan(20);
      const packages = [...reached].flatMap((file) =>
        (packagesOf.get(file) ?? []).map((name) => `${file} imports ${name}`),
      );
      expect(packages.filter((line) => engine.test(line))).toEqual([]);
      expect(packagesOf.get('load/engine.ts')).toContain('@duckdb/node-api');
      expect(packagesOf.get('wallet/journal-file.ts')).toContain('node:sqlite');
    },
  );

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
  const isExcepted = (line: string) => EXCEPTIONS.some(({ file }) => line.startsWith(file));

  test(`have at most ${MOST_LINES} lines`, () => {
    const long = files.filter(({ text }) => text.split('\n').length - 1 > MOST_LINES);
    expect(long.map(({ file }) => file).filter((file) => !isExcepted(`src/${file}`))).toEqual([]);
  });

  test(`have at most ${MOST_LINES} lines beside src, too: tests, benches, scripts, SQL and the page`, () => {
    const long = ['bench', 'page', 'scripts', 'sql', 'test'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(?:ts|js|sql)$/.test(file) && !file.includes('node_modules'))
        .map((file) => join(folder, file))
        .filter(
          (file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1 > MOST_LINES,
        ),
    );
    expect(long.filter((file) => !isExcepted(file))).toEqual([]);
  });

  test(`have functions of at most ${MOST_FUNCTION_LINES} lines and ${MOST_PARAMETERS} parameters`, () => {
    expect(oversized('src').filter((line) => !isExcepted(line))).toEqual([]);
  });

  test('that are too large are found by the same look', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ggr-oversized-'));
    try {
      const body = Array.from({ length: MOST_FUNCTION_LINES + 1 }, (_, i) => `  f(${i});`);
      writeFileSync(
        join(folder, 'large.ts'),
        `export function large(a: 1, b: 2, c: 3, d: 4): void {\n${body.join('\n')}\n}\n`,
      );
      expect(
        oversized(folder)
          .map((line) => line.split(' ')[1])
          .sort(),
      ).toEqual(['noExcessiveLinesPerFunction', 'useMaxParams']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('at the root of src are the catalogue alone', () => {
    expect(files.map(({ file }) => file).filter((file) => !file.includes('/'))).toEqual([
      'catalogue.ts',
    ]);
  });

  test('do nothing but re-export nowhere: there are no barrels', () => {
    const barrels = files.filter(({ text }) => /\nexport (\*|\{[^}]*\}) from /.test(`\n${text}`));
    expect(barrels.map(({ file }) => file)).toEqual([]);
  });

  test('read the environment only in config/config.ts', () => {
    const readers = files.filter(({ text }) => text.includes('process.env'));
    expect(readers.map(({ file }) => file)).toEqual(['config/config.ts']);
  });

  test("open DuckDB's appenders in load/appender.ts alone, which never leaves one with rows", () => {
    const openers = files.filter(({ text }) => /\.createAppender\(/.test(text));
    expect(openers.map(({ file }) => file)).toEqual(['load/appender.ts']);
  });

  test('of the engine take time and randomness as arguments', () => {
    const engine = /^(contract|transform|extract|load|sync)\//;
    const impure = files.filter(
      ({ file, text }) => engine.test(file) && /Date\.now\(|new Date\(\)|Math\.random\(/.test(text),
    );
    expect(impure.map(({ file }) => file)).toEqual([]);
  });

  test('steer by no message of an error', () => {
    const guessing = files.filter(({ text }) =>
      /\.message\.(includes|startsWith|match)\(/.test(text),
    );
    expect(guessing.map(({ file }) => file)).toEqual([]);
  });

  test('of sql say in their first line why they are there', () => {
    const sql = join(ROOT, 'sql');
    const silent = readdirSync(sql, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.sql'))
      .filter((file) => !/^-- \S.{15,}/.test(readFileSync(join(sql, file), 'utf8')));
    expect(silent).toEqual([]);
  });

  test('of sql name no vendor outside its folder, but for migrations and examples', () => {
    const shared = ['queries', 'marts'].flatMap((folder) =>
      readdirSync(join(ROOT, 'sql', folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.sql'))
        .map((file) => `${folder}/${file}`),
    );
    // a comment may name one as an example
    const code = (file: string) =>
      readFileSync(join(ROOT, 'sql', file), 'utf8').replaceAll(/^(?:--|comment on) .*$/gm, '');
    const naming = shared.filter((file) => /\b(?:pv|wm|pop)\b/.test(code(file)));
    expect(naming).toEqual([]);
  });
});
