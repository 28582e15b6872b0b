/**
 * What spans cost: CPU of the process that owns the store while it reads the same days again and again, with a
 * collector and without one, in turn. `node bench/tracing.ts [rounds]`; the vendor and the collector stand in this process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startPvVendor } from '../src/demo/pv/server.ts';

const BIN = resolve(import.meta.dirname, '../bin/ggr');
/** Of Linux' clock, in which /proc counts. */
const TICKS_A_SECOND = 100;
const DAYS = 4;
const rounds = Number(process.argv[2] ?? 3);

const folder = mkdtempSync(join(tmpdir(), 'ggr-tracing-'));
const from = new Date(Math.floor(Date.now() / 86_400_000 - DAYS - 1) * 86_400_000);
const range = [
  '--from',
  from.toISOString(),
  '--to',
  new Date(+from + DAYS * 86_400_000).toISOString(),
];
const vendor = await startPvVendor({ from: from.toISOString(), betsPerHour: 50 });
const heard = { batches: 0, bytes: 0 };
const collector = createServer((request, response) => {
  request.on('data', (piece: Buffer) => {
    heard.bytes += piece.length;
  });
  request.on('end', () => {
    heard.batches += 1;
    response.end();
  });
});
await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
const { port } = collector.address() as { port: number };

const env = {
  PATH: process.env.PATH ?? '',
  HOME: folder,
  GGR_WAREHOUSE: join(folder, 'store.duckdb'),
  GGR_PORT: '0',
  GGR_LOG_LEVEL: 'silent',
  GGR_SCHEDULE_PV: '0 0 1 1 *',
  GGR_SYNC_START: from.toISOString(),
  GGR_PV_URL: vendor.url,
  GGR_PV_MCH_ID: String(vendor.mchId),
  GGR_PV_KEY: vendor.key,
  GGR_PV_CURRENCY: 'CNY',
  GGR_PV_REQUESTS_PER_SECOND: '1000',
};
const traced = { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` };

function start(args: readonly string[], settings: Record<string, string>): ChildProcess {
  return spawn(BIN, args, { env: settings, cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
}

const ended = (child: ChildProcess) => new Promise((done) => child.once('close', done));

async function run(args: readonly string[], settings: Record<string, string>): Promise<string> {
  const child = start(args, settings);
  let text = '';
  child.stdout?.on('data', (piece) => {
    text += piece;
  });
  await ended(child);
  return text;
}

/** Seconds of CPU of a process and its threads since it began. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** CPU for reading all of it `rounds` times; the first reading, in which Node compiles, is not counted. */
async function measure(settings: Record<string, string>): Promise<number> {
  const daemon = start(['serve', 'warehouse', '--json'], settings);
  await new Promise((done) => daemon.stdout?.once('data', done));
  const backfill = ['backfill', 'pv', '--stream', 'pv.bets', '--only', 'all', '--yes', ...range];
  await run(backfill, settings);
  const status = JSON.parse(await run(['status', '--json'], settings));
  const { pid } = status.parts.warehouse as { pid: number };
  const before = cpuOf(pid);
  for (let round = 0; round < rounds; round += 1) await run(backfill, settings);
  const seconds = cpuOf(pid) - before;
  daemon.kill('SIGTERM');
  await ended(daemon);
  return seconds;
}

const off: number[] = [];
const on: number[] = [];
for (let turn = 0; turn < 3; turn += 1) {
  off.push(await measure(env));
  on.push(await measure(traced));
}
const best = (all: readonly number[]) => Math.min(...all);
const share = (best(on) / best(off) - 1) * 100;
const said = (all: readonly number[]) => `${all.map((s) => s.toFixed(2)).join(', ')} s of CPU`;
process.stdout.write(`without spans ${said(off)}
with spans    ${said(on)}
${heard.batches} batches, ${heard.bytes} bytes; the best of each: ${share.toFixed(1)} % more
`);
collector.close();
await vendor.close();
rmSync(folder, { recursive: true, force: true });
