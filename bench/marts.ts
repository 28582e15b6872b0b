/**
 * npm run bench:marts [-- --bets 2000000] [--folder f]: how long the reports take that analysts read, in UTC and in
 * Europe/Berlin, from kept sums and from the facts alone, side by side; what keeping them costs a load; and how long
 * they take to be made at all. `--without-facts` leaves out what takes minutes at 50 M bets. With a folder store and snapshots stay there: `--only make` fills it (50 M bets take
 * some minutes and 5 GB), `--only measure` asks them.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { catalogue } from '../src/catalogue.ts';
import { keepSums } from '../src/load/keep.ts';
import { writeSettings } from '../src/load/settings.ts';
import type { Warehouse } from '../src/load/warehouse.ts';
import { publish } from '../src/read/publish.ts';
import { measureCost } from './marts/cost.ts';
import { type Measured, measureSnapshot } from './marts/measure.ts';
import { fillStore, openStore } from './marts/store.ts';

const ZONES = ['UTC', 'Europe/Berlin'] as const;
const { values } = parseArgs({
  options: {
    bets: { type: 'string', default: '2000000' },
    folder: { type: 'string' },
    only: { type: 'string' },
    'without-facts': { type: 'boolean', default: false },
  },
});
const say = (text: string) => process.stdout.write(`${text}\n`);
const folder = values.folder
  ? resolve(values.folder)
  : mkdtempSync(join(tmpdir(), 'ggr-bench-marts-'));
const store = join(folder, 'store.duckdb');
const snapshotOf = (zone: string) => join(folder, zone.replace('/', '-'));

if (values.only !== 'measure') await make(Number(values.bets));
if (values.only !== 'make') await measure();
if (!values.folder) rmSync(folder, { recursive: true, force: true });

async function make(bets: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const isNew = !existsSync(store);
  const warehouse = await openStore(store);
  try {
    if (isNew) await fillStore(warehouse, bets);
    const made: string[] = [];
    for (const zone of ZONES) made.push(await makeSnapshot(warehouse, zone));
    writeFileSync(join(folder, 'made.txt'), made.join('\n'));
  } finally {
    await warehouse.close();
  }
}

async function makeSnapshot(warehouse: Warehouse, reportTimezone: string): Promise<string> {
  const settings = { dayStart: '00:00', baseCurrency: 'EUR', isDemo: false };
  await writeSettings(warehouse, { ...settings, reportTimezone });
  const [start, used] = [performance.now(), process.cpuUsage()];
  await keepSums(warehouse, { catalogue });
  const { user, system } = process.cpuUsage(used);
  const seconds = (performance.now() - start) / 1000;
  await publish(warehouse, { dir: snapshotOf(reportTimezone), catalogue, now: Date.now });
  return `all sums made in ${reportTimezone}: ${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU`;
}

async function measure(): Promise<void> {
  const [utc, berlin] = [
    await measureSnapshot(
      realpathSync(join(snapshotOf('UTC'), 'current')),
      !values['without-facts'],
    ),
    await measureSnapshot(realpathSync(join(snapshotOf('Europe/Berlin'), 'current')), false),
  ];
  say('lowest ms of 5 by the clock (of CPU); facts once\n');
  say('| | aim | UTC | Europe/Berlin | from the facts, UTC |\n|---|---:|---:|---:|---:|');
  for (const [i, each] of utc.entries()) say(rowOf(each, berlin[i]));
  say(`\n${readFileSync(join(folder, 'made.txt'), 'utf8')}`);
  const warehouse = await openStore(store);
  try {
    const { rows, load, sums } = await measureCost(warehouse);
    say(
      `${rows} bets loaded: ${load.toFixed(2)} µs of CPU a row, their sums ${sums.toFixed(2)} µs: ${((100 * sums) / load).toFixed(1)} %`,
    );
  } finally {
    await warehouse.close();
  }
}

function rowOf({ question, kept, facts }: Measured, berlin: Measured | undefined): string {
  const text = (timing: { ms: number; cpu: number } | undefined) =>
    timing ? `${timing.ms.toFixed(0)} (${timing.cpu.toFixed(0)})` : '';
  const cells = [question.name, question.aim ?? '', text(kept), text(berlin?.kept), text(facts)];
  return `| ${cells.join(' | ')} |`;
}
