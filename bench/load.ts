/**
 * npm run bench:load: rows per second from the vendor's pages into a store, side by side on the same
 * pages: DuckDB's read_json as the limit, the pipeline, a naive version, and Postgres if it is here.
 *
 *   npm run bench:load -- [--hours 8] [--bets-per-hour 200000] [--prefill 50] [--only pipeline,limit]
 *
 * --prefill: millions of rows that stand in the table before the pipeline runs a second time.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '8' },
    'bets-per-hour': { type: 'string', default: '200000' },
    prefill: { type: 'string', default: '0' },
    only: { type: 'string', default: 'limit,pipeline,naive,postgres' },
  },
});
const hours = Number(values.hours);
const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-'));
const say = (text: string) => process.stdout.write(`${text}\n`);
const children: ChildProcess[] = [];

interface Measured {
  readonly rows: number;
  readonly ms: number;
  readonly rss_mb: number;
  readonly note?: string;
}

/** Starts a script and reads its first line, one JSON object. */
async function firstLine<T>(script: string, args: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '16', MALLOC_ARENA_MAX: '2' }, // as bin/ggr does
  });
  children.push(child);
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${script} exited ${code}`);
    }),
  ]);
  return JSON.parse(String(line[0])) as T;
}

function report(name: string, { rows, ms, rss_mb, note = '' }: Measured, limit?: number): number {
  const rate = (rows * 1000) / ms;
  const share = limit ? `${((100 * rate) / limit).toFixed(0)} %` : '';
  say(
    `| ${name} | ${rows.toLocaleString('en')} | ${Math.round(rate).toLocaleString('en')} | ${share} | ${Math.round(rss_mb)} | ${note} |`,
  );
  return rate;
}

try {
  say(
    `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  const vendor = await firstLine<{ url: string; mch_id: number; key: string }>(
    '../src/demo/pv/main.ts',
    [
      '--from',
      '2025-03-01',
      '--bets-per-hour',
      values['bets-per-hour'],
      '--players',
      '5000',
      '--ready-hours',
      values.hours,
    ],
  );
  const job = JSON.stringify({ ...vendor, hours, folder, prefill: 0 });
  mkdirSync(join(folder, 'pages'));
  writeFileSync(join(folder, 'job.json'), job);
  say('| way | rows | rows/s | of the limit | peak RSS MB | |\n|---|---:|---:|---:|---:|---|');
  let limit: number | undefined;
  for (const way of values.only.split(',')) {
    const measured = await firstLine<Measured>(`load/${way}.ts`, [job]);
    const rate = report(way, measured, limit);
    if (way === 'limit') limit = rate;
  }
  if (Number(values.prefill) > 0) {
    const filled = JSON.stringify({ ...JSON.parse(job), prefill: Number(values.prefill) });
    report(
      `pipeline, ${values.prefill} M rows in the table`,
      await firstLine('load/pipeline.ts', [filled]),
      limit,
    );
  }
} finally {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
}
