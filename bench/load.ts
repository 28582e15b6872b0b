/**
 * npm run bench:load: from the vendor's pages into a store, side by side on the same pages: DuckDB's read_json as the
 * limit, ggr, a naive version, and Postgres if it is here. One way after the other, so many rounds.
 *
 *   npm run bench:load -- [--hours 8] [--bets-per-hour 200000] [--rounds 1] [--prefill 50] [--only pipeline,limit]
 *
 * --prefill: millions of rows that stand in the table before ggr pulls into it once more; --filled: such a store, which
 * was made before by `node bench/load/prefill.ts <path> <millions>` and is pulled into.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Measured } from './load/job.ts';
import { prefill } from './load/prefill.ts';
import { answerOf, endAll } from './load/processes.ts';

const { values } = parseArgs({
  options: {
    hours: { type: 'string', default: '8' },
    'bets-per-hour': { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '1' },
    prefill: { type: 'string', default: '0' },
    filled: { type: 'string' },
    only: { type: 'string', default: 'limit,pipeline,naive,postgres' },
  },
});
const hours = Number(values.hours);
const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-'));
const say = (text: string) => process.stdout.write(`${text}\n`);
const number = (value: number) => Math.round(value).toLocaleString('en');

/** One line of the table. */
function report(name: string, measured: Measured, limit?: Measured): void {
  const { rows, cpu_us, rss_mb, note } = measured;
  if (rows === 0) {
    say(`| ${name} | | | | | | ${note} |`);
    return;
  }
  const rate = (of: Measured) => (of.rows * 1000) / of.ms;
  const share = limit ? `${((100 * rate(measured)) / rate(limit)).toFixed(0)} %` : '';
  const cpu = cpu_us === null ? '' : (cpu_us / rows).toFixed(2);
  say(
    `| ${name} | ${number(rows)} | ${number(rate(measured))} | ${share} | ${cpu} | ${number(rss_mb)} | ${note} |`,
  );
}

async function measureAll(job: object): Promise<void> {
  let limit: Measured | undefined;
  const way = (script: string, more: object = {}) =>
    answerOf<Measured[]>(`load/${script}.ts`, [JSON.stringify({ ...job, ...more })]);
  const ours = async (name: string, more: object = {}) => {
    const [first, again] = (await way('pipeline', more)) as [Measured, Measured];
    report(name, first, limit);
    report(`${name}, again`, again, limit);
  };
  for (const name of values.only.split(',')) {
    if (name === 'pipeline') {
      await ours('ggr');
      continue;
    }
    const [measured] = (await way(name)) as [Measured];
    report(name, measured, limit);
    if (name === 'limit') limit = measured;
  }
  const millions = Number(values.prefill);
  const made = millions > 0 ? join(folder, 'filled.duckdb') : undefined;
  if (made) await prefill(made, millions);
  const store = values.filled ?? made;
  if (store) await ours(`ggr, ${made ? `${millions} M rows in` : 'rows in'} the table`, { store });
  if (made) rmSync(made);
}

try {
  say(
    `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
  );
  const vendor = await answerOf<object>('../src/demo/pv/main.ts', [
    ...['--from', '2025-03-01', '--bets-per-hour', values['bets-per-hour']],
    ...['--players', '5000', '--ready-hours', values.hours],
  ]);
  mkdirSync(join(folder, 'pages'));
  say(
    '| way | rows | rows/s | of the limit | CPU µs a row | peak RSS MB | |\n|---|---:|---:|---:|---:|---:|---|',
  );
  for (let round = 0; round < Number(values.rounds); round += 1) {
    await measureAll({ ...vendor, hours, folder });
  }
} finally {
  endAll();
  rmSync(folder, { recursive: true, force: true });
}
