/**
 * The walls between the processes of `ggr serve`, hit while a game server bets and a vendor is pulled:
 *
 *   npm run torture:walls -- [--seconds 60] [--rate 500]
 *
 * Each process is killed by SEGV and KILL every ten seconds for so long, stopped until its supervisor has
 * noticed, grown past its bound, and (as root) left without a disk. Prints the table of docs/security.md.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Bettor, startBettor } from './walls/bettor.ts';
import { type PartName, startTortured, type Tortured } from './walls/daemon.ts';
import { seat } from './walls/seat.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, rate: { type: 'string', default: '500' } },
});
const seconds = Number(values.seconds);
const rate = Number(values.rate);
const HIT_EVERY_MS = 10_000;
const SMALL_DISK = 'size=192m';
const PIECE_BYTES = 64 * 1024;
const STUCK = "select levenshtein(repeat('a', 60000), repeat('b', 60000))";

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function play(daemon: Tortured): Promise<Bettor> {
  const { url, codes } = await seat(daemon);
  return startBettor(url, codes, rate);
}

/** Resolves with the seconds until the part was up again. */
async function comesBack(daemon: Tortured, name: PartName, before: number): Promise<number> {
  const began = performance.now();
  for (;;) {
    const part = await daemon.part(name).catch(() => undefined);
    if (part?.state === 'up' && part.restarts > before) break;
    await sleep(50);
  }
  return (performance.now() - began) / 1000;
}

async function hit(daemon: Tortured, name: PartName, work: (pid: number) => Promise<unknown>) {
  const part = await daemon.part(name);
  if (!part) throw new Error(`there is no ${name}`);
  await work(part.pid);
  return comesBack(daemon, name, part.restarts);
}

function row(what: string, bettor: Bettor, backs: readonly number[]): void {
  const { answered, late, longestMs, again } = bettor.look();
  const longest = backs.length > 0 ? `${Math.max(...backs).toFixed(1)} s` : '';
  say(
    `| ${what} | ${backs.length} | ${answered} | ${again} | ${late} | ${longestMs} | ${longest} |`,
  );
}

async function torture(daemon: Tortured, bettor: Bettor): Promise<void> {
  await sleep(seconds * 1000);
  row('nothing', bettor, []);
  for (const name of ['warehouse', 'wallet', 'readers'] as const) {
    for (const signal of ['SIGSEGV', 'SIGKILL'] as const) {
      const until = performance.now() + seconds * 1000;
      const backs: number[] = [];
      while (performance.now() < until) {
        backs.push(await hit(daemon, name, async (pid) => process.kill(pid, signal)));
        await sleep(HIT_EVERY_MS);
      }
      row(`${name}: ${signal}`, bettor, backs);
    }
    const back = await hit(daemon, name, async (pid) => process.kill(pid, 'SIGSTOP'));
    row(`${name}: SIGSTOP`, bettor, [back]);
  }
  const grow = { sql: 'select list_sum(range(2000000000))' };
  const { status } = await daemon.call('/sql', grow);
  row(`a query that takes all memory: answered with ${status}`, bettor, []);
}

async function prove(daemon: Tortured, answered: number): Promise<void> {
  const held = await daemon.one(
    "select count(*)::integer as n from wallet.ledger where kind = 'bet'",
  );
  say(`\nbets answered ${answered}, in wallet.ledger ${held}: lost ${answered - held}`);
  const broken = `select count(*)::integer as n from sync.windows
    where state = 'loaded' and received <> inserted + updated + unchanged + quarantined`;
  const doubled = 'select (count(*) - count(distinct event_id))::integer as n from pv.bets';
  say(
    `windows that are not whole: ${await daemon.one(broken)}; bets of PV twice: ${await daemon.one(doubled)}`,
  );
  say(`most memory held, MiB: ${JSON.stringify(daemon.most)}`);
}

async function end(daemon: Tortured, what: string): Promise<void> {
  const { ms, code } = await daemon.end();
  say(`SIGTERM ${what}: ${(ms / 1000).toFixed(1)} s, exit code ${code}`);
}

/** The disk of store and journal is full for so long, and has room again. */
async function fillDisk(folder: string): Promise<void> {
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', SMALL_DISK, 'none', folder]).status !== 0) {
    say('no disk could be filled here: only root may mount one');
    return;
  }
  try {
    const daemon = await startTortured(folder);
    const bettor = await play(daemon);
    await sleep(5000);
    bettor.look();
    const ballast = join(folder, 'ballast');
    try {
      for (;;) appendFileSync(ballast, Buffer.alloc(PIECE_BYTES));
    } catch {
      // that was the last room
    }
    await sleep(seconds * 500);
    rmSync(ballast);
    const began = performance.now();
    await bettor.nextAnswer();
    row('both: their disk full', bettor, [(performance.now() - began) / 1000]);
    await sleep(5000);
    await prove(daemon, await bettor.end());
    await end(daemon, 'after the full disk');
  } finally {
    spawnSync('umount', ['-l', folder]);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'ggr-walls-'));
try {
  say(
    '| hit | times | bets answered | asked again | later than 250 ms | longest ms | back after |',
  );
  say('|---|---|---|---|---|---|---|');
  const daemon = await startTortured(folder, { GGR_WAREHOUSE_MEMORY_MB: '3000' });
  const bettor = await play(daemon);
  await torture(daemon, bettor);
  await prove(daemon, await bettor.end());
  daemon.call('/sql', { sql: STUCK }).catch(() => {});
  await sleep(2000);
  await end(daemon, 'while a query cannot be interrupted');
  const small = join(folder, 'small');
  spawnSync('mkdir', [small]);
  await fillDisk(small);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
