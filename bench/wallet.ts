/**
 * npm run bench:wallet: durable requests a second and what a game server waits for them, in one table: alone, beside
 * a pull at full speed, with one player's bets alone, with a thousand connections; beside what Node and SQLite allow
 * at most (bench/wallet/limit.ts) in the same run, and a minimal wallet over Postgres if it is here. Every check on,
 * every id new; a round is one go at every line of the table.
 *
 *   npm run bench:wallet -- [--rounds 2] [--seconds 6] [--scenes alone,pull,player,many] [--ways ggr,limit,postgres]
 *
 * --against <checkout>,<checkout>: the wallets of other checkouts, in the same rounds.
 * --cold <folder>: a long journal too, made by `node bench/wallet/restart.ts <folder> fill 10000000`.
 * --profile <folder>: V8's CPU profiles of the wallets, a file a process.
 * --late <ms>: what the wallet did while the ten longest answers of each round that took longer were waited for.
 */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Late, tellCauses } from './wallet/causes.ts';
import { type Child, type Job, SESSIONS, type Start, start, TOKEN } from './wallet/job.ts';
import { heading, type Measured, report, shares } from './wallet/table.ts';
import type { Span } from './wallet/trace.ts';

const SCENES = {
  alone: { pulls: false, connections: 64, players: SESSIONS },
  pull: { pulls: true, connections: 64, players: SESSIONS },
  player: { pulls: false, connections: 64, players: 1 },
  'player+pull': { pulls: true, connections: 64, players: 1 },
  many: { pulls: false, connections: 1000, players: SESSIONS },
} as const;
type Scene = keyof typeof SCENES;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '6' },
    scenes: { type: 'string', default: Object.keys(SCENES).join(',') },
    ways: { type: 'string', default: 'ggr,limit,postgres' },
    against: { type: 'string', default: '' },
    cold: { type: 'string', default: '' },
    profile: { type: 'string', default: '' },
    late: { type: 'string', default: '' },
  },
});
/** Made hours of the vendor that is pulled; the pull goes round when it has them all. */
const HOURS = 40;
const WARM_UP_S = 2;
const MOST_TOLD = 10;
const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-'));
chmodSync(folder, 0o755); // Postgres runs as another user
const children: Child[] = [];
const say = (text: string) => process.stdout.write(`${text}\n`);
const list = (text: string) => text.split(',').filter((item) => item !== '');

/** A wallet to be measured: its name, and the script that serves it. */
interface Way {
  readonly name: string;
  readonly script: string;
}

const SCRIPTS: Readonly<Record<string, string>> = {
  ggr: 'ours.ts',
  limit: 'limit.ts',
  postgres: 'postgres.ts',
};

function begin(script: string, args: readonly string[], how: Partial<Start> = {}): Child {
  const child = start(script, args, how);
  children.push(child);
  return child;
}

/** Undefined where this machine does not have it, or where nothing could be pulled beside it. */
async function measure(
  { name, script }: Way,
  scene: Scene,
  vendor: Job['vendor'],
): Promise<Measured | undefined> {
  const { pulls, connections, players } = SCENES[scene];
  if ((name === 'limit' || name === 'postgres') && (pulls || players === 1)) return undefined;
  const place = mkdtempSync(join(folder, 'way-'));
  // `on`: what a checkout of before this one wants to know
  const job = { folder: place, on: 'process', hours: HOURS, ...(pulls && vendor && { vendor }) };
  const flags = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${values.profile}`] : [];
  const traced = join(place, 'trace.json');
  if (values.late) flags.push('--import', resolve(import.meta.dirname, 'wallet/trace.ts'));
  const wallet = begin(script, [JSON.stringify(job)], { flags, env: { GGR_BENCH_TRACE: traced } });
  const { port } = await wallet.line<{ port?: number }>();
  if (port === undefined) return undefined;
  const late = values.late || 'none';
  const sizes = [connections, WARM_UP_S, values.seconds, players, late].map(String);
  const args = [String(port), `/wallet/${TOKEN}`, '1000', ...sizes];
  const load = await begin('generator.ts', args).line<{ late?: readonly Late[] }>();
  wallet.process.kill('SIGTERM');
  const served = await wallet.line<object>();
  await wallet.stop();
  if (values.late && existsSync(traced)) {
    const spans = JSON.parse(readFileSync(traced, 'utf8')) as readonly Span[];
    for (const line of tellCauses(load.late ?? [], spans, MOST_TOLD)) say(line);
  }
  rmSync(place, { recursive: true, force: true });
  return { ...load, ...served } as Measured;
}

async function measureScene(scene: Scene, vendor: Job['vendor']): Promise<void> {
  const all = new Map<string, Measured[]>();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    // in turns, and the other way round every second time: what comes first meets another machine
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      const measured = await measure(way, scene, vendor);
      if (measured) all.set(way.name, [...(all.get(way.name) ?? []), measured]);
    }
  }
  for (const [name, measured] of all) say(report(`${scene}: ${name}`, measured));
  for (const line of shares(all)) say(line);
}

const ways: Way[] = [
  ...list(values.ways).map((name) => ({ name, script: SCRIPTS[name] ?? name })),
  ...list(values.against).map((other) => ({
    name: basename(resolve(other)),
    script: join(resolve(other), 'bench/wallet/ours.ts'),
  })),
];

try {
  say(
    `${cpus().length} x ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${values.rounds} rounds of ${values.seconds} s`,
  );
  const scenes = list(values.scenes).filter((scene): scene is Scene => scene in SCENES);
  const vendorArgs = `--from 2025-03-01 --bets-per-hour 60000 --players 5000 --ready-hours ${HOURS}`;
  const vendor = scenes.some((scene) => SCENES[scene].pulls)
    ? await begin('../../src/demo/pv/main.ts', vendorArgs.split(' ')).line<Job['vendor']>()
    : undefined;
  for (const line of heading()) say(line);
  for (const scene of scenes) await measureScene(scene, vendor);
  if (values.cold) {
    const { mb, open_ms, first_answer_ms, warm_ms } = await begin('restart.ts', [
      values.cold,
      'serve',
    ]).line<Record<string, number>>();
    say(
      `a journal of ${mb} MB, its pages cold: opened in ${open_ms} ms, first answer ${first_answer_ms} ms after the process was started; warm ${warm_ms} ms`,
    );
  }
} finally {
  for (const child of children) {
    if (child.process.exitCode === null) await child.stop();
  }
  rmSync(folder, { recursive: true, force: true });
}
