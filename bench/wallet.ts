/**
 * npm run bench:wallet: durable requests a second and what a game server waits for them, side by side
 * in one run: the wallet in a process of its own and in the one that pulls, alone and beside a pull at full speed,
 * and a minimal wallet over Postgres if it is here. Every check on, every id new.
 *
 *   npm run bench:wallet -- [--rounds 2] [--seconds 8] [--connections 64] [--only process,main,…] [--entries 10000000]
 *
 * --profile: a folder for V8's CPU profiles of the wallets, a file a process.
 * --entries: how soon a wallet with a journal of so many serves again (bench/wallet/restart.ts).
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Child, type Job, start, TOKEN } from './wallet/job.ts';

const WAYS = {
  process: { script: 'ours.ts', on: 'process', pulls: false },
  main: { script: 'ours.ts', on: 'main', pulls: false },
  'process+pull': { script: 'ours.ts', on: 'process', pulls: true },
  'main+pull': { script: 'ours.ts', on: 'main', pulls: true },
  postgres: { script: 'postgres.ts', on: 'main', pulls: false },
} as const;
type Way = keyof typeof WAYS;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '64' },
    only: { type: 'string', default: Object.keys(WAYS).join(',') },
    entries: { type: 'string', default: '0' },
    profile: { type: 'string', default: '' },
  },
});
/** Made hours of the vendor that is pulled; the pull goes round when it has them all. */
const HOURS = 40;
const WARM_UP_S = 2;
const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-'));
chmodSync(folder, 0o755); // Postgres runs as another user
const children: Child[] = [];
const say = (text: string) => process.stdout.write(`${text}\n`);

interface Load {
  readonly rate: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly refused: number;
  /** All requests, of the warm-up too. */
  readonly total: number;
}
interface Served {
  readonly pulled: { readonly rows: number; readonly entries: number } | null;
  readonly rss_mb: number;
  /** CPU seconds from when it served. */
  readonly cpu_s: number;
}

function begin(script: string, args: readonly string[], flags: readonly string[] = []): Child {
  const child = start(script, args, flags);
  children.push(child);
  return child;
}

async function measure(way: Way, round: number, vendor: Job['vendor']): Promise<Load & Served> {
  const { script, on, pulls } = WAYS[way];
  const place = mkdtempSync(join(folder, 'way-'));
  const job: Job = { folder: place, on, hours: HOURS, ...(pulls && vendor ? { vendor } : {}) };
  const flags = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [];
  const wallet = begin(script, [JSON.stringify(job)], flags);
  const { port } = await wallet.line<{ port?: number }>();
  if (port === undefined) throw new Error(`${way} is not on this machine`);
  const first = String(1 + round * 100_000_000);
  const { connections, seconds } = values;
  const args = [String(port), `/wallet/${TOKEN}`, first, connections, String(WARM_UP_S), seconds];
  const load = await begin('generator.ts', args).line<Load>();
  wallet.process.kill('SIGTERM');
  const served = await wallet.line<Served>();
  await wallet.stop();
  rmSync(place, { recursive: true, force: true });
  return { ...load, ...served };
}

function report(way: string, measured: Load & Served) {
  const { rate, p50, p99, max, refused, total, pulled, rss_mb, cpu_s } = measured;
  const micros = (cpu_s * 1e6) / total;
  const beside = pulled
    ? `${Math.round(pulled.rows).toLocaleString('en')} rows/s pulled, ${Math.round(pulled.entries).toLocaleString('en')} entries/s shipped`
    : '';
  const trouble = refused > 0 ? `${refused} REFUSED` : '';
  say(
    `| ${way} | ${Math.round(rate).toLocaleString('en')} | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${max.toFixed(0)} | ${Math.round(rss_mb)} | ${pulled ? '' : micros.toFixed(0)} | ${beside}${trouble} |`,
  );
}

const median = (of: readonly number[]) => [...of].sort((a, b) => a - b)[of.length >> 1] ?? 0;

try {
  say(
    `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${values.connections} connections`,
  );
  const ways = values.only.split(',').filter((way): way is Way => way in WAYS);
  const vendorArgs = `--from 2025-03-01 --bets-per-hour 60000 --players 5000 --ready-hours ${HOURS}`;
  const vendor = ways.some((way) => WAYS[way].pulls)
    ? await begin('../../src/demo/pv/main.ts', vendorArgs.split(' ')).line<Job['vendor']>()
    : undefined;
  say('| way | req/s | p50 ms | p99 ms | max ms | RSS MB | CPU µs a request | |');
  say('|---|---:|---:|---:|---:|---:|---:|---|');
  const rates = new Map<Way, number[]>();
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const way of ways) {
      const measured = await measure(way, round, vendor);
      rates.set(way, [...(rates.get(way) ?? []), measured.rate]);
      report(`${way} (${round})`, measured);
    }
  }
  const best = median(rates.get('process') ?? []);
  for (const [way, of] of rates) say(`${way}: ${(median(of) / best).toFixed(2)} of process`);
  if (Number(values.entries) > 0) {
    const restart = begin('restart.ts', [folder, values.entries]);
    const { fill_s, open_ms, serve_ms, mb } = await restart.line<Record<string, number>>();
    say(
      `${values.entries} entries (${mb} MB, made in ${fill_s} s): opened in ${open_ms} ms, first answer ${serve_ms} ms after the process was started`,
    );
  }
} finally {
  for (const child of children) {
    if (child.process.exitCode === null) await child.stop();
  }
  rmSync(folder, { recursive: true, force: true });
}
