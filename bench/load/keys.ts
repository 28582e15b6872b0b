/**
 * What the proof that a key stands once costs as the table grows: the same windows pulled into stores of several sizes,
 * with the index of keys and by a look through the table, interleaved.
 *
 *   node bench/load/keys.ts --folder <folder> [--millions 1,10,50] [--hours 3] [--bets-per-hour 200000] [--rounds 1]
 *
 * Stores are made in the folder where they are not there yet, and stay; each pull works on a copy.
 */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measured } from './job.ts';
import { prefill, removeStore } from './prefill.ts';
import { answerOf, endAll } from './processes.ts';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    millions: { type: 'string', default: '1,10,50' },
    hours: { type: 'string', default: '3' },
    'bets-per-hour': { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '1' },
  },
});
const { folder } = values;
if (!folder) throw new Error('--folder: where the stores may stand');
const say = (text: string) => process.stdout.write(`${text}\n`);
/** Looks of either way: from so many rows on a table has an index. */
const WAYS = { index: 500_000, 'look through the table': Number.MAX_SAFE_INTEGER };

async function pullInto(made: string, fromRows: number, vendor: object): Promise<Measured> {
  const store = join(folder ?? '', 'copy.duckdb');
  try {
    cpSync(made, store);
    if (existsSync(`${made}.keys`)) cpSync(`${made}.keys`, `${store}.keys`, { recursive: true });
    const job = { ...vendor, hours: Number(values.hours), folder, store, fromRows };
    const [first] = await answerOf<[Measured]>('load/pipeline.ts', [JSON.stringify(job)]);
    return first;
  } finally {
    removeStore(store);
  }
}

try {
  mkdirSync(folder, { recursive: true });
  const vendor = await answerOf<object>('../src/demo/pv/main.ts', [
    ...['--from', '2025-03-01', '--bets-per-hour', values['bets-per-hour']],
    ...['--players', '5000', '--ready-hours', values.hours],
  ]);
  say(
    '| rows in the table | way | rows pulled | CPU µs a row | peak RSS MB |\n|---:|---|---:|---:|---:|',
  );
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const millions of values.millions.split(',')) {
      const made = join(folder, `s${millions}.duckdb`);
      if (!existsSync(made)) await prefill(made, Number(millions));
      for (const [way, fromRows] of Object.entries(WAYS)) {
        const { rows, cpu_us, rss_mb } = await pullInto(made, fromRows, vendor);
        const cpu = ((cpu_us ?? 0) / rows).toFixed(2);
        say(`| ${millions} M | ${way} | ${rows} | ${cpu} | ${Math.round(rss_mb)} |`);
      }
    }
  }
} finally {
  endAll();
}
