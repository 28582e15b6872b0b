/**
 * What spans cost: how many the process that owns the store sends while it reads some days of PV, the CPU that it takes
 * for that, and the CPU of one span, its way to a collector included. Two runs of the daemon, one with a collector and one
 * without, differ by more than that from one run to the next: so the share is counted and not subtracted.
 * `node bench/tracing.ts [readings]`; the vendor and the collector stand in this process.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPvVendor } from '../src/demo/pv/server.ts';
import { openLog } from '../src/serve/log.ts';
import { NO_TRACING, openTracing } from '../src/serve/tracing.ts';

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
const heard = { batches: 0, spans: 0 };
/** Names stand in a batch as they are. */
const NAMES = /vendor call|ggr backfill|pull/g;
const collector = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  heard.batches += 1;
  heard.spans += Buffer.concat(pieces).toString('latin1').match(NAMES)?.length ?? 0;
  response.end();
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

const CHUNKS = 50;
const CHUNK = 400;

/** Microseconds of CPU of a span, sent and taken, beyond those of the same calls without. */
async function spanCost(): Promise<number> {
  const tracing = await openTracing(
    { endpoint: `http://127.0.0.1:${port}`, headers: {}, service: 'ggr' },
    openLog('silent'),
  );
  const costs: number[] = [];
  for (const each of [NO_TRACING, tracing]) {
    const before = process.cpuUsage();
    for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
      for (let n = 0; n < CHUNK; n += 1)
        await each.span('vendor call', { account: 'pv', call: 'pv bets' }, async () => n);
      await sleep(20); // what waits longer than a queue is dropped
    }
    await each.close();
    const { user, system } = process.cpuUsage(before);
    costs.push(user + system);
  }
  return ((costs[1] ?? 0) - (costs[0] ?? 0)) / (CHUNKS * CHUNK);
}

const without = await measure(env);
const within = await measure(traced);
const { spans } = heard;
heard.spans = 0;
const cost = await spanCost();
const share = (spans * cost) / 1e6 / within;
process.stdout.write(`${without.toFixed(2)} s of CPU without spans, ${within.toFixed(2)} s with ${spans} of them
${cost.toFixed(0)} µs of CPU a span (${heard.spans} of ${CHUNKS * CHUNK} arrived): ${(share * 100).toFixed(2)} %
`);
collector.close();
await vendor.close();
rmSync(folder, { recursive: true, force: true });
