/**
 * npm run bench:smoke: seconds, for CI. It fails on ratios that no busy machine explains: both sides are measured in
 * CPU of the same minute, and a limit is twice or more off what a quiet machine shows (docs/performance.md).
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '../src/catalogue.ts';
import { writeSettings } from '../src/load/settings.ts';
import { publish } from '../src/read/publish.ts';
import type { Measured } from './load/job.ts';
import { answerOf, endAll } from './load/processes.ts';
import { measureSnapshot } from './marts/measure.ts';
import { fillStore, openStore } from './marts/store.ts';

const HOURS = 2;
const BETS = 500_000;
const say = (text: string) => process.stdout.write(`${text}\n`);

/** What something costs against something else, and the most that it may. */
interface Ratio {
  readonly what: string;
  readonly is: number;
  readonly most: number;
}

/** A row of a pull against a row of read_json, and a row that is read again against one that is new. */
async function loadRatios(folder: string): Promise<Ratio[]> {
  const vendor = await answerOf<object>('../src/demo/pv/main.ts', [
    ...['--from', '2025-03-01', '--bets-per-hour', '150000'],
    ...['--players', '5000', '--ready-hours', String(HOURS)],
  ]);
  mkdirSync(join(folder, 'pages'));
  const job = JSON.stringify({ ...vendor, hours: HOURS, folder });
  const [limit] = (await answerOf('load/limit.ts', [job])) as [Measured];
  const [first, again] = (await answerOf('load/pipeline.ts', [job])) as [Measured, Measured];
  const cpu = ({ rows, cpu_us }: Measured) => (cpu_us ?? 0) / rows;
  return [
    { what: 'a row pulled, in rows of read_json', is: cpu(first) / cpu(limit), most: 4 },
    { what: 'a row pulled again, in rows pulled', is: cpu(again) / cpu(first), most: 1.5 },
  ];
}

/** `ggr.daily` in a snapshot against the same from the facts: at so few bets a tenth, at 50 M a three-hundredth. */
async function martRatios(folder: string): Promise<Ratio[]> {
  const warehouse = await openStore(join(folder, 'marts.duckdb'));
  try {
    await fillStore(warehouse, BETS);
    const settings = { reportTimezone: 'UTC', dayStart: '00:00', baseCurrency: 'EUR' };
    await writeSettings(warehouse, { ...settings, isDemo: false });
    const dir = join(folder, 'published');
    const { folder: snapshot } = await publish(warehouse, { dir, catalogue, now: Date.now });
    const found = await measureSnapshot(snapshot, true);
    const daily = found.find(({ question }) => question.name === 'ggr.daily');
    const is = daily?.facts ? daily.kept.cpu / daily.facts.cpu : Number.NaN;
    return [{ what: 'ggr.daily kept, in ggr.daily from the facts', is, most: 0.5 }];
  } finally {
    await warehouse.close();
  }
}

/** Every part of ggr that promises a ratio adds its function here. */
const PARTS: readonly ((folder: string) => Promise<Ratio[]>)[] = [loadRatios, martRatios];

const folder = mkdtempSync(join(tmpdir(), 'ggr-smoke-'));
try {
  for (const part of PARTS) {
    for (const { what, is, most } of await part(folder)) {
      say(`${is <= most ? 'good' : 'BAD '} ${what}: ${is.toFixed(2)} (at most ${most})`);
      if (!(is <= most)) process.exitCode = 1;
    }
  }
} finally {
  endAll();
  rmSync(folder, { recursive: true, force: true });
}
