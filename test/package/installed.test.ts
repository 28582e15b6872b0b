/** The packed tarball, installed into an empty prefix as a stranger would: what it brings, and what it says. */
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pages, shownIn } from '../support/shown-commands.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'ggr-package-'));
const prefix = join(folder, 'prefix');
const installed = join(prefix, 'lib/node_modules/ggr');

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(file: string, args: readonly string[], cwd: string): Promise<Outcome> {
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? folder };
  return new Promise((done) => {
    execFile(file, args, { cwd, env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const code = error ? Number(error.code ?? 1) : 0;
      done({ code, stdout, stderr });
    });
  });
}

/** As the user of an installed ggr types it, in a folder with nothing in it. */
const ggr = (...args: readonly string[]) =>
  run(join(prefix, 'bin/ggr'), args, join(folder, 'empty'));

beforeAll(async () => {
  mkdirSync(join(folder, 'empty'));
  const packed = await run('npm', ['pack', '--silent', '--pack-destination', folder], ROOT);
  expect(packed, packed.stderr).toMatchObject({ code: 0 });
  const tarball = join(folder, packed.stdout.trim().split('\n').at(-1) ?? '');
  const options = ['--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund'];
  const put = await run('npm', ['install', '--global', ...options, tarball], folder);
  expect(put, put.stderr).toMatchObject({ code: 0 });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('an installed ggr has its version, a command line of its own, its pages and its examples', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect(await ggr('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  const { stdout: page } = await ggr('docs', 'operations', '--path');
  expect(page).toBe(`${join(installed, 'docs/operations.md')}\n`);
  expect((await ggr('docs', 'operations')).stdout).toMatch(/^# Operations/);
  const names = (where: string) => readdirSync(join(where, 'sql/examples')).sort();
  expect(names(installed)).toEqual(names(ROOT));
  for (const name of ['packaging', 'CHANGELOG.md', '.env.example', 'ggr.config.example.yaml'])
    expect(existsSync(join(installed, name)), name).toBe(true);
  // what only a checkout needs stays there
  for (const name of ['src', 'test', 'bench', 'docs/.site'])
    expect(existsSync(join(installed, name)), name).toBe(false);
});

test('init writes a .env for its user alone, never over one, and ends with the next command', async () => {
  const first = await ggr('init');
  expect(first).toMatchObject({ code: 0, stdout: 'ggr doctor\n' });
  const path = join(folder, 'empty/.env');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/^#GGR_WALLET_TOKEN=[0-9a-f]{64}$/m);
  const again = await ggr('init');
  expect(again).toMatchObject({ code: 2, stdout: '' });
  expect(again.stderr).toContain('`ggr config` shows what is set');
  expect(readFileSync(path, 'utf8')).toBe(text);
  // what it wrote is a configuration: nothing is set yet, and nothing wrong
  const { settings, problems, unknown } = JSON.parse((await ggr('config', '--json')).stdout);
  expect({ problems, unknown }).toEqual({ problems: [], unknown: [] });
  expect(settings.filter(({ origin }: { origin: string }) => origin === '.env')).toEqual([]);
});

test('the demo runs in an empty folder, and prints commands as they are typed there', async () => {
  const { code, stdout, stderr } = await ggr('demo', '--once');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout).toMatch(/^gaming_day +source/m);
  expect(stderr).toContain('warehouse/demo.duckdb ggr query "select');
  expect(stderr).not.toContain('npm run');
});

/** Commands that only read the store, and ask neither a vendor nor a cluster. */
const READING = 'status gaps query examples schedule check docs config'.split(' ');

test('every command of README and docs that only reads runs on the store of that demo', async () => {
  symlinkSync(join(installed, 'sql'), join(folder, 'empty/sql'));
  writeFileSync(join(folder, 'empty/.env'), 'GGR_WAREHOUSE=warehouse/demo.duckdb\n');
  const lines = pages()
    .flatMap(shownIn)
    .map(({ args }) => args)
    .filter(
      ([name = '', ...more]) =>
        READING.includes(name) &&
        (name !== 'query' || hasText(more)) &&
        !more.some((arg) => arg === '--cluster' || /^<.*>$/.test(arg)),
    );
  const unique = [...new Map(lines.map((args) => [JSON.stringify(args), args])).values()];
  expect(unique.length).toBeGreaterThan(15);
  const wrong: string[] = [];
  for (const args of unique) {
    const { code, stdout, stderr } = await ggr(...args);
    // a demo that has ended is soon late, and says so
    const isWell = code === 0 || (code === 4 && /^(status|gaps)$/.test(args[0] ?? ''));
    if (!isWell) wrong.push(`ggr ${args.join(' ')} exited ${code}: ${stdout}${stderr}`);
  }
  expect(wrong).toEqual([]);
});

/** Not `$(cat …)`, which a shell fills in. */
const hasText = (args: readonly string[]) =>
  args.some((arg) => /select|\.sql$/.test(arg)) && !args.some((arg) => arg.includes('$('));
