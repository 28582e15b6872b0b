/** The process that runs other people's SQL: what it knows, how it dies, and that nothing is within its reach. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { linesOf } from '../../src/read/lines.ts';
import { Reader } from '../../src/read/reader.ts';
import { openReaderEngine, startEngine } from '../../src/read/reader-engine.ts';
import { launchReader } from '../../src/read/reader-launch.ts';
import { ReaderPool } from '../../src/read/reader-pool.ts';
import { findShelter } from '../../src/read/reader-shelter.ts';
import { makeBetSnapshot, rowsOf } from '../support/read-snapshot.ts';

const { folder, snapshot } = await makeBetSnapshot();
const source = { snapshot };
const reach = [folder];
const pool = new ReaderPool({ home: join(folder, 'home'), reach, atOnce: 2, memory: 500e6 });
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

const never = new AbortController().signal;

describe('a reader process', () => {
  test('knows nothing of the daemon, and dies first', async () => {
    process.env.GGR_API_TOKEN = 'secret_of_the_daemon';
    const mine = new ReaderPool({ reach });
    await rowsOf(mine.ask({ text: 'select 1', source }, never));
    const read = (name: string) => readFileSync(`/proc/${mine.pids[0]}/${name}`, 'utf8');
    const environment = read('environ')
      .split('\0')
      .map((line) => line.split('=')[0]);
    expect(environment.filter((name) => name?.startsWith('GGR_'))).toEqual([]);
    expect(read('cmdline')).not.toContain(snapshot);
    expect(read('oom_score_adj').trim()).toBe('1000');
    expect(read('limits')).toMatch(/Max core file size +0 /);
    await mine.close();
    delete process.env.GGR_API_TOKEN;
  });

  test.runIf(findShelter() === 'jail')(
    'in a jail has a root of its own, and no network',
    async () => {
      await rowsOf(pool.ask({ text: 'select 1', source }, never));
      const root = `/proc/${pool.pids[0]}/root`;
      expect(readdirSync(root)).not.toEqual(expect.arrayContaining(['etc']));
      expect(existsSync(join(root, resolve('package.json')))).toBe(true);
      expect(existsSync(join(root, resolve('docs')))).toBe(false);
      expect(existsSync(join(root, folder, 'home'))).toBe(true);
      const interfaces = readFileSync(`/proc/${pool.pids[0]}/net/dev`, 'utf8').match(/^ *\w+:/gm);
      expect(interfaces?.map((name) => name.trim())).toEqual(['lo:']);
    },
  );

  test('that does not start in time is ended, and not tried in a lesser shelter', async () => {
    const home = mkdtempSync(join(folder, 'slow-'));
    const options = { reach, memory: 300e6, spill: 1e6, threads: 1 };
    const shelter = findShelter();
    await expect(Reader.start(home, options, 1)).rejects.toThrow('did not start within 0.001 s');
    expect([readdirSync(home), findShelter()]).toEqual([[], shelter]);
  });

  test('starts in lesser shelters too', async () => {
    for (const shelter of ['none', findShelter()] as const) {
      const own = mkdtempSync(join(folder, 'own-'));
      const options = { folder: own, reach, memory: 300e6, spill: 1e6, threads: 1 };
      const child = launchReader(options, shelter);
      onTestFinished(() => void child.kill('SIGKILL'));
      const lines = linesOf(child.stdio[3] as Socket);
      expect([shelter, (await lines.next()).value]).toEqual([shelter, '{"ready":true}']);
    }
  });

  test('ends with whoever started it', async () => {
    const script = `import { ReaderPool } from '${resolve('src/read/reader-pool.ts')}';
      const pool = new ReaderPool({ reach: ['${folder}'] });
      const source = { snapshot: '${snapshot}' };
      const answer = await pool.ask({ text: 'select 1', source }, new AbortController().signal);
      for await (const _ of answer.batches()) {}
      console.log(pool.pids[0]);
      setInterval(() => {}, 1000);`;
    const file = join(folder, 'owner.ts');
    writeFileSync(file, script);
    const owner = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'ignore'] });
    onTestFinished(() => void owner.kill('SIGKILL'));
    const pid = await new Promise<string>((said) => owner.stdout.once('data', (d) => said(`${d}`)));
    expect(existsSync(`/proc/${pid.trim()}`)).toBe(true);
    owner.kill('SIGKILL');
    await expect.poll(() => isRunning(pid.trim()), { timeout: 60_000 }).toBe(false);
  });
});

/** One that nobody has waited for yet is no process that runs. */
function isRunning(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** What holds where the check of the text was deceived. */
test('behind the check DuckDB reaches no file but its own, no network, no setting, and writes no table', async () => {
  const own = join(folder, 'own');
  mkdirSync(own);
  writeFileSync(join(folder, '.env'), 'GGR_PV_KEY=secret');
  const limits = { memory: 300e6, spill: 1e6, threads: 1 };
  const engine = await openReaderEngine(source, own, await startEngine(own, limits));
  const db = await engine.connect();
  const statements = [
    `from read_text('/etc/passwd')`,
    `from read_blob('${folder}/.env')`,
    `from glob('/etc/*')`,
    `from read_csv('${snapshot}/../.env')`,
    `copy (select 1) to '${folder}/x.csv'`,
    `attach '${folder}/x.duckdb'`,
    `export database '${folder}/x'`,
    'install httpfs',
    'load httpfs',
    `from read_text('http://127.0.0.1/')`,
    'set enable_external_access = true',
    `set allowed_directories = ['/']`,
    "set memory_limit = '99GB'",
    'create table ggr.t (a integer)',
    'drop view ggr.bets',
    `create persistent secret s (type http)`,
  ];
  const through: string[] = [];
  for (const text of statements) {
    await db.connection.run(text).then(
      () => through.push(text),
      () => {},
    );
  }
  expect(through).toEqual([]);
  expect(existsSync(join(folder, 'x.csv'))).toBe(false);
  db.connection.closeSync();
});
