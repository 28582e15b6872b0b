/**
 * A table of a hundred million rows by pulling them: all of them, all again, and once more when one in a thousand of
 * them was settled anew; then the size on disk. It takes three quarters of an hour.
 *
 *   node bench/load/hundred.ts --folder <folder> [--hours 504] [--bets-per-hour 200000]
 */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measured } from './job.ts';
import { answerOf, endAll } from './processes.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    hours: { type: 'string', default: '504' },
    'bets-per-hour': { type: 'string', default: '200000' },
  },
});
const { folder } = values;
if (!folder) throw new Error('--folder: where the store may stand');
const store = join(folder, 'hundred.duckdb');
const say = (text: string) => process.stdout.write(`${text}\n`);
const plan = ['--bets-per-hour', values['bets-per-hour'], '--players', '5000'];

function report(name: string, { rows, ms, cpu_us, rss_mb, note }: Measured): void {
  const [rate, cpu] = [Math.round((rows * 1000) / ms), ((cpu_us ?? 0) / rows).toFixed(2)];
  say(`| ${name} | ${rows} | ${rate} | ${cpu} | ${Math.round(rss_mb)} | ${note} |`);
}

const pull = (vendor: object, passes: number) =>
  answerOf<Measured[]>('load/pipeline.ts', [
    JSON.stringify({ ...vendor, hours: Number(values.hours), folder, store, passes }),
  ]);

/** Megabytes of a file, or of all files of a folder. */
function megabytes(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.size / 1e6;
  return readdirSync(path).reduce((sum, name) => sum + megabytes(join(path, name)), 0);
}

try {
  mkdirSync(folder, { recursive: true });
  for (const end of ['', '.wal', '.keys', '.lock', '.tmp'])
    rmSync(`${store}${end}`, { recursive: true, force: true });
  say('| pull | rows | rows/s | CPU µs a row | peak RSS MB | |\n|---|---:|---:|---:|---:|---|');
  const vendor = await answerOf<object>('../src/demo/pv/main.ts', [
    '--from',
    '2025-03-01',
    ...plan,
  ]);
  for (const [i, measured] of (await pull(vendor, 2)).entries())
    report(i === 0 ? 'all of it' : 'all again', measured);
  const sizes = () =>
    `${Math.round(megabytes(store))} MB, its index of keys ${Math.round(megabytes(`${store}.keys`))} MB`;
  say(sizes());
  const resettled = await answerOf<object>('load/resettling-vendor.ts', plan);
  for (const measured of await pull(resettled, 1)) report('one in 1,000 resettled', measured);
  say(sizes());
} finally {
  endAll();
}
