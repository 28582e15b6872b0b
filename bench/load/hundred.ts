/**
 * A table of a hundred million rows by pulling them: all of them, all again, and once more when one in a thousand of
 * them was settled anew; then the size on disk. It takes some twenty minutes.
 *
 *   node bench/load/hundred.ts --folder <folder> [--hours 500] [--bets-per-hour 200000]
 */
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measured } from './job.ts';
import { removeStore } from './prefill.ts';
import { answerOf, endAll } from './processes.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    hours: { type: 'string', default: '500' },
    'bets-per-hour': { type: 'string', default: '200000' },
  },
});
const { folder } = values;
if (!folder) throw new Error('--folder: where the store may stand');
const store = join(folder, 'hundred.duckdb');
const say = (text: string) => process.stdout.write(`${text}\n`);
const vendorOf = (oneIn: number) =>
  answerOf<object>('load/quick-vendor.ts', [
    ...['--bets-per-hour', values['bets-per-hour'], '--one-in', String(oneIn)],
  ]);

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
  removeStore(store);
  say('| pull | rows | rows/s | CPU µs a row | peak RSS MB | |\n|---|---:|---:|---:|---:|---|');
  for (const [i, measured] of (await pull(await vendorOf(0), 2)).entries())
    report(i === 0 ? 'all of it' : 'all again', measured);
  const sizes = () =>
    `${Math.round(megabytes(store))} MB, its index of keys ${Math.round(megabytes(`${store}.keys`))} MB`;
  say(sizes());
  for (const measured of await pull(await vendorOf(1000), 1))
    report('one in 1,000 resettled', measured);
  say(sizes());
} finally {
  endAll();
}
