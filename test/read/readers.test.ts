/** Reader processes as their askers meet them: exact answers, limits that end, and nothing within reach. */
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
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Interrupted } from '../../src/contract/errors.ts';
import { Database } from '../../src/load/database.ts';
import { openEngine } from '../../src/load/engine.ts';
import { linesOf } from '../../src/read/lines.ts';
import { Reader } from '../../src/read/reader.ts';
import type { Answer } from '../../src/read/reader-answers.ts';
import { openReaderEngine, startEngine } from '../../src/read/reader-engine.ts';
import { launchReader } from '../../src/read/reader-launch.ts';
import { type Question, ReaderPool } from '../../src/read/reader-pool.ts';
import { findShelter } from '../../src/read/reader-shelter.ts';
import { runWhole } from '../../src/read/result.ts';
import { toJsonValue } from '../../src/read/values.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-readers-'));
const snapshot = join(folder, '1');
const source = { snapshot };
mkdirSync(snapshot);
await makeSnapshot();
const reach = [folder];
const pool = new ReaderPool({ home: join(folder, 'home'), reach, atOnce: 2, memory: 500e6 });
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true });
});

/** Views over Parquet beside them, as a published snapshot has. */
async function makeSnapshot(): Promise<void> {
  const instance = await DuckDBInstance.create(join(snapshot, 'analytics.duckdb'));
  const connection = await instance.connect();
  const parquet = join(snapshot, 'bets.parquet');
  await connection.run(`create schema ggr; copy (select 1.25::decimal(18,4) as stake) to '${parquet}';
    create view ggr.bets as from read_parquet('${parquet}');
    create table ggr.snapshot as select timestamp '2025-03-01 04:05:06.789' as as_of, now()::timestamp as published_at`);
  connection.closeSync();
  instance.closeSync();
}

const never = new AbortController().signal;
const ask = (text: string, more: Partial<Question> = {}, signal = never) =>
  pool.ask({ text, source, ...more }, signal);

async function rowsOf(asked: Promise<Answer>): Promise<unknown[]> {
  const answer = await asked;
  const rows: unknown[] = [];
  for await (const batch of answer.batches()) rows.push(...batch);
  answer.close();
  return rows;
}

/** Runs for minutes unless it is ended. */
const ENDLESS =
  'select count(*) from range(10000000) a, range(10000000) b where a.range * b.range % 7 = 3';

describe('an answer', () => {
  test('is exact in every type, as one that never left the process', async () => {
    const text = `select 1.5::decimal(18,4) as a, 12345678901234567890.1234::decimal(38,4) as b, 170141183460469231731687303715884105727 as c,
      9007199254740993 as d, 1e3 as e, 0.1::float as f, 'NaN'::double as g, '-infinity'::timestamp as h, date '0044-03-15 (BC)' as i,
      timestamp '2025-03-01 04:05:06.000001' as j, '2025-03-01 04:05:06.123456789'::timestamp_ns as k, interval '1 month 2 days 3.5 seconds' as l,
      [1.50, null]::decimal(4,2)[] as m, {'x': 1::hugeint, 'y': ['ü', null]} as n, map {1: 'a'} as o, '\\x00\\xFF'::blob as p,
      'a"b\u2028\n' as q, uuid '00000000-0000-0000-0000-000000000001' as r, true as s, null as t, time '24:00:00' as u, '101'::bit as v,
      union_value(k := 1.5) as w, [[1], []] as x, timestamptz '2025-03-01 00:00:00+08' as y, 'b'::enum('a', 'b') as z, 1 as a`;
    const instance = await openEngine({});
    const db = new Database(await instance.connect());
    const here = await runWhole(db, text);
    const there = await ask(text);
    expect([there.names, there.types]).toEqual([here.names, here.types]);
    const expected: unknown[] = [];
    for await (const rows of here.batches()) expected.push(...rows.map((r) => r.map(toJsonValue)));
    expect(await rowsOf(Promise.resolve(there))).toEqual(expected);
    db.connection.closeSync();
    instance.closeSync();
  });

  test('reads the files of the snapshot through its views, and says as of when it is', async () => {
    const answer = await ask('select * from ggr.bets');
    expect(answer.facts.asOf).toBe('2025-03-01T04:05:06.789Z');
    expect(await rowsOf(Promise.resolve(answer))).toEqual([['1.2500']]);
    await expect(ask(`from '${snapshot}/bets.parquet'`)).rejects.toThrow('files cannot be read');
  });

  test('takes parameters by place and by name, exactly', async () => {
    const byPlace = [{ value: '0.1000' }, { value: '41', type: 'BIGINT' }, { value: null }];
    const text = `select $1::decimal(18,4) * 3, $2 + 1, $3, stake = $1 from ggr.bets limit $2`;
    expect(await rowsOf(ask(text, { parameters: byPlace }))).toEqual([['0.3000', 42, null, false]]);
    const named = await ask(`select $day::date + 1 as d, $it, $n * 2 as e`, {
      parameters: [
        { name: 'n', value: '12345678901234567890.0001', type: 'decimal' },
        { name: 'day', value: '2025-03-01' },
        { name: 'it', value: `'; drop view ggr.bets; -- \u0001` },
      ],
    });
    expect(named.names).toEqual(['d', '$it', 'e']);
    expect(await rowsOf(Promise.resolve(named))).toEqual([
      ['2025-03-02', `'; drop view ggr.bets; -- \u0001`, '24691357802469135780.0002'],
    ]);
    const explained = ask('explain select $1::integer', { parameters: [{ value: '1' }] });
    expect(JSON.stringify(await rowsOf(explained))).toContain('PROJECTION');
    await expect(ask('select ?', {})).rejects.toThrow('1 parameters, and 0 are given');
    await expect(ask('select ?', { parameters: byPlace })).rejects.toThrow('and 3 are given');
    const foreign = ask('select ?', { parameters: [{ value: '1', type: 'int); drop' }] });
    await expect(foreign).rejects.toThrow('not of type');
  });

  test('comes as fast as it is taken: what is left early ends, and its process answers the next', async () => {
    const answer = await ask(`select i, repeat('x', 100) from range(400000) t(i)`);
    const batches = answer.batches();
    const first = await batches.next();
    expect(first.value?.[0]?.[0]).toBe(0);
    expect(first.value?.length).toBeLessThan(10_000);
    const [pid] = pool.pids;
    answer.close();
    await expect.poll(() => pool.load.busy).toBe(0);
    expect(await rowsOf(ask('select 1'))).toEqual([[1]]);
    expect(pool.pids).toEqual([pid]);
  });

  test('of many rows is whole and in its order', async () => {
    let [next, wrong] = [0, 0];
    const answer = await ask('select i from range(300001) t(i) order by i');
    for await (const batch of answer.batches()) {
      for (const [i] of batch) if (i !== next++) wrong += 1;
    }
    expect([next, wrong]).toEqual([300_001, 0]);
  });

  test('may be a Parquet file, which stays until it is closed', async () => {
    const answer = await ask('select stake from ggr.bets', { as: 'parquet' });
    expect(await rowsOf(ask('select 1'))).toEqual([[1]]);
    expect(readFileSync(answer.file).subarray(0, 4).toString()).toBe('PAR1');
    answer.close();
  });
});

describe('a question', () => {
  test('that is not wanted any more is ended, and whoever waits for its place gets it', async () => {
    const gone = new AbortController();
    const endless = [ask(ENDLESS, {}, gone.signal), ask(ENDLESS, {}, gone.signal)];
    const waiting = rowsOf(ask('select 1'));
    const impatient = ask('select 2', {}, AbortSignal.abort(new Error('left')));
    await expect(impatient).rejects.toThrow('left');
    gone.abort(new Error('gone'));
    for (const each of endless) await expect(each).rejects.toThrow('gone');
    expect(await waiting).toEqual([[1]]);
  });

  test('that ends its process is told so, and the next one is answered', async () => {
    const asked = ask(ENDLESS);
    await expect.poll(() => pool.load.busy).toBe(1);
    await expect.poll(() => pool.pids.length).toBe(1);
    process.kill(pool.pids[0] ?? 0, 'SIGSEGV');
    await expect(asked).rejects.toThrow('the query ended the process it ran in (SIGSEGV)');
    expect(await rowsOf(ask('select 1'))).toEqual([[1]]);
  });

  test('over one snapshot is never answered from another', async () => {
    const other = join(folder, '2');
    mkdirSync(other);
    const instance = await DuckDBInstance.create(join(other, 'analytics.duckdb'));
    instance.closeSync();
    expect(await rowsOf(ask('select count(*) from ggr.bets'))).toEqual([[1]]);
    const elsewhere = ask('select count(*) from ggr.bets', { source: { snapshot: other } });
    await expect(elsewhere).rejects.toThrow('does not exist');
    expect(pool.inUse).toEqual([other]);
  });

  test('over what is no snapshot is refused', async () => {
    const nowhere = ask('select 1', { source: { snapshot: join(folder, 'nowhere') } });
    await expect(nowhere).rejects.toMatchObject({ code: 'store-missing' });
  });
});

test('what nobody takes is ended by its time, a file that is whole too, and whoever sends it hears of it', async () => {
  for (const as of ['rows', 'parquet'] as const) {
    const text = "select repeat('x', 1000) from range(4000)";
    // it begins well however slow the machine is: its time is over when the test says so
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { stopped, close } = await ask(text, { as, limits: { milliseconds: 1000 } });
    vi.advanceTimersByTime(999);
    expect(stopped.aborted).toBe(false);
    vi.advanceTimersByTime(1);
    vi.useRealTimers();
    expect(String(stopped.reason)).toContain('ran longer than 1 seconds');
    close();
    await expect.poll(() => pool.load.busy).toBe(0);
  }
});

test('a pool that closes while a process starts for somebody ends it, and answers nobody', async () => {
  const mine = new ReaderPool({ reach, spares: 0, atOnce: 1 });
  const asked = [1, 2].map(() => mine.ask({ text: 'select 1', source }, never));
  const refused = Promise.all(asked.map((each) => expect(each).rejects.toThrow(Interrupted)));
  await new Promise(setImmediate);
  await mine.close();
  await refused;
  expect([mine.pids, mine.load]).toEqual([[], { busy: 0, waiting: 0 }]);
});

test('past a number of questions that wait the next is refused at once', async () => {
  const mine = new ReaderPool({ reach, atOnce: 1 });
  const gone = new AbortController();
  const first = await mine.ask({ text: 'select 1', source }, never);
  const all = Array.from({ length: 300 }, () =>
    mine.ask({ text: 'select 1', source }, gone.signal),
  );
  await expect(mine.ask({ text: 'select 1', source }, never)).rejects.toThrow('300 questions wait');
  gone.abort(new Interrupted());
  await Promise.all(all.map((each) => expect(each).rejects.toThrow(Interrupted)));
  first.close();
  await mine.close();
});

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
      await rowsOf(ask('select 1'));
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
