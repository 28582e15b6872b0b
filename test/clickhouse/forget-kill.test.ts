/** SIGKILL at each step of forgetting, the open transaction's among them: no row is ever in neither place. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { Cluster } from '../../src/load/clickhouse/cluster.ts';
import { serverUrl } from './cluster.ts';
import { openStory, tellMonths } from './forget-story.ts';

const folder = mkdtempSync(join(tmpdir(), 'ggr-forget-kill-'));
const store = join(folder, 'store.duckdb');
const running = new Set<ChildProcess>();

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(file: string, args: readonly string[]): ChildProcess {
  const path = new URL(file, import.meta.url).pathname;
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function startCluster(): Promise<string> {
  if (serverUrl !== undefined) return serverUrl;
  const { stdout } = start('chdb-server.ts', [join(folder, 'chdb'), '0']);
  if (!stdout) throw new Error('it has no output');
  for await (const chunk of stdout) return `http://127.0.0.1:${String(chunk).trim()}`;
  throw new Error('it ended before it said anything');
}

const BY_MONTH = (month: string) =>
  `select account || ' ' || ${month} as month, count(*) as n, sum(bet_amount) as stake from pv.bets group by all order by all`;
const HERE = BY_MONTH(`strftime(ggr.gaming_day(end_at), '%Y-%m')`);

/** Months by where they are: of each both rows and stake, as they were told. */
async function places(url: string) {
  const whole = await openStory(join(folder, 'whole.duckdb'));
  const [one] = await whole.db.many('select 1 from pv.bets limit 1');
  if (!one) await tellMonths(whole);
  const all = await whole.db.many(HERE);
  await whole.close();
  const warehouse = await openStory(store);
  const here = await warehouse.db.many(HERE);
  const gone = await warehouse.db.many(
    `select account || ' ' || month as month, rows as n, (sums ->> 'bet_amount')::decimal(38, 4) as stake from sync.forgotten order by all`,
  );
  await warehouse.close();
  const cluster = await Cluster.open({ url });
  const [there] = await cluster.query(
    'select toInt64(count()) as n, toString(sum(bet_amount)) as stake from pv.bets',
  );
  await cluster.close();
  return {
    all,
    gone,
    both: [...here, ...gone].sort((a, b) => (String(a.month) < String(b.month) ? -1 : 1)),
    there,
  };
}

test('a kill at any step leaves each month whole in one place, and the cluster with all', async () => {
  const url = await startCluster();
  const steps: string[] = [];
  let whole: unknown;
  for (let dies = 1; steps.at(-1) !== 'end'; dies += 1) {
    const worker = start('forget-worker.ts', [store, url, String(dies)]);
    const ended = once(worker, 'exit');
    const said = worker.stdout ? (await text(worker.stdout)).trim().split('\n') : [];
    const [code] = await ended;
    steps.push(code === 0 ? 'end' : String(said.at(-1)).replace(/^\d+ /, ''));
    const { all, both, there } = await places(url);
    whole ??= there;
    expect({ steps, both, there }).toEqual({ steps, both: all, there: whole });
  }
  // each of them was met at least once, whichever months were left by then
  expect(new Set(steps)).toEqual(new Set(['hold', 'compared', 'taken', 'forgotten', 'end']));
  expect((await places(url)).gone.map(({ month }) => month)).toEqual([
    'pv 2025-01',
    'pv 2025-02',
    'pv2 2025-01',
    'pv2 2025-03',
  ]);
});
