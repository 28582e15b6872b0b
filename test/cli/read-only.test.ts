/** A folder in which nothing can be written: every command says so, and what to do, and no stack. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Place, place } from '../support/ggr.ts';

const BIN = resolve(import.meta.dirname, '../../bin/ggr');
/** Root may write anywhere, unless it gives up that right. */
const BOUND =
  process.getuid?.() === 0
    ? [
        'setpriv',
        '--bounding-set=-dac_override,-dac_read_search',
        '--inh-caps=-dac_override,-dac_read_search',
      ]
    : ['env'];

const VENDOR = {
  GGR_PORT: '0',
  GGR_WALLET_PORT: '0',
  GGR_PV_URL: 'http://127.0.0.1:1',
  GGR_PV_MCH_ID: '101',
  GGR_PV_KEY: 'x',
  GGR_PV_CURRENCY: 'EUR',
};

/** Whether permission bits bind the command here; in a container without CAP_SETPCAP they may not. */
function bitsBind({ folder }: Place): boolean {
  const [command = '', ...args] = [...BOUND, 'touch', join(folder, 'touched')];
  return spawnSync(command, args).status !== 0;
}

function bound(where: Place, args: readonly string[]) {
  const [command = '', ...rest] = [...BOUND, 'sh', BIN, ...args];
  const { status, stdout, stderr } = spawnSync(command, rest, {
    env: where.env,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

const COMMANDS = [
  'sync',
  'serve',
  'wallet deposit p1 EUR 100 --key k',
  'backfill pv.bets --from 2025-03-01 --to 2025-03-02',
];

function expectRefusal(outcome: { code: number | null; stderr: string }, folder: string): void {
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain(`nothing can be written in ${folder}: `);
  expect(outcome.stderr).toContain('point GGR_WAREHOUSE at another folder');
  expect(outcome.stderr).not.toContain('    at ');
  expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(2);
}

describe('a read-only folder', () => {
  test.for(COMMANDS)('is said by ggr %s', async (line) => {
    const args = line.split(' ');
    const where = place(VENDOR);
    expect((await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR')).code).toBe(0);
    chmodSync(where.folder, 0o555);
    onTestFinished(() => chmodSync(where.folder, 0o755));
    // a machine on which bits bind nobody proves the path of the error by a folder that cannot be
    if (bitsBind(where)) expectRefusal(bound(where, args), where.folder);
    else {
      const nowhere = place({ ...VENDOR, GGR_WAREHOUSE: '/dev/null/x/ggr.duckdb' });
      expectRefusal(await nowhere.ggr(...args), '/dev/null/x');
    }
  });

  test('is found by doctor, and read from all the same', async () => {
    const where = place(VENDOR);
    await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR');
    chmodSync(where.folder, 0o555);
    onTestFinished(() => chmodSync(where.folder, 0o755));
    if (!bitsBind(where)) return expect(process.getuid?.()).toBe(0);
    const { code, stdout } = bound(where, ['doctor']);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^WRONG {2}warehouse .*nothing can be written in/m);
    const read = bound(where, ['query', 'select count(*) as n from ggr.bets', '--format', 'csv']);
    expect(read).toEqual({ code: 0, stdout: 'n\n0\n', stderr: '' });
  });
});

test('a folder that cannot be made is said by every command that needs it', async () => {
  const nowhere = place({ ...VENDOR, GGR_WAREHOUSE: '/dev/null/x/ggr.duckdb' });
  for (const line of [...COMMANDS, 'demo --once'])
    expectRefusal(await nowhere.ggr(...line.split(' ')), '/dev/null/x');
  // /proc says ENOENT to a new folder although it is there
  const inProc = place({ ...VENDOR, GGR_WAREHOUSE: '/proc/x/y/ggr.duckdb' });
  expectRefusal(await inProc.ggr('sync'), '/proc/x/y');
  const asJson = await nowhere.ggr('sync', '--json');
  expect(JSON.parse(asJson.stdout).error.code).toBe('store-folder');
});

test.each(['/proc/x/y', '/dev/null/x'])(
  'a folder of a setting that cannot be made (%s) is said in one line, and nothing waits for it',
  async (folder) => {
    const where = place({ GGR_PUBLISH_DIR: folder });
    await where.ggr('wallet', 'open-session', 's1', 'p1', 'EUR');
    for (const line of [['publish'], ['backup', '--to', folder]]) {
      const { code, stderr } = await where.ggr(...line);
      expect({ line, code }).toEqual({ line, code: 2 });
      expect(stderr).toMatch(/^ggr: the folder \S+ cannot be made: E[A-Z]+\n {5}name a folder/);
      expect(stderr).toContain(folder);
    }
  },
);

test('a store that is a folder is said in one line', async () => {
  const where = place(VENDOR);
  mkdirSync(where.store);
  const { code, stderr } = await where.ggr('sync');
  expect(code).toBe(2);
  expect(stderr).toContain(`${where.store} is not a warehouse`);
  expect(stderr).not.toContain('    at ');
});
