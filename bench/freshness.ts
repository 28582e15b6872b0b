/**
 * npm run bench:freshness -- <folder of bench:publish --store> [--rounds 20]: what `max_age` 0 costs an asker, after a
 * commit and without one, against 60 seconds; and how soon `select 1` is answered after a reader was killed. A real
 * `ggr serve` over that store: POST /sql, from sending to the last byte. An answered bet of the wallet is the commit.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { catalogue } from '../src/catalogue.ts';
import { Warehouse } from '../src/load/warehouse.ts';
import { startTortured, type Tortured, WALLET_TOKEN } from './walls/daemon.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '20' } },
});
const rounds = Number(values.rounds);
const DAY = `select count(*)::integer as bets, sum(bet_amount) as stake from pv.bets
  where end_at >= timestamp '2025-02-10' and end_at < timestamp '2025-02-11'`;
const ENTRIES = 'select count(*)::integer as n from wallet.ledger';
const STUCK = "select levenshtein(repeat('a', 60000), repeat('b', 60000))";
const PATIENCE_MS = 500;
const SECOND_MS = 1000;
const say = (line: string) => void process.stdout.write(`${line}\n`);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function row(what: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const [middle = 0, last = 0] = [sorted[sorted.length >> 1], sorted.at(-1)];
  say(`| ${what} | ${middle.toFixed(0)} | ${last.toFixed(0)} |`);
}

async function repeat(what: string, before: () => Promise<unknown>, work: () => Promise<unknown>) {
  const times: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    await before();
    times.push(await timed(work));
  }
  row(what, times);
}

/** Without the wallet's entries, of which the daemon's new journal has none. */
async function copyStore(from: string, path: string): Promise<void> {
  cpSync(join(from, 'store.duckdb'), path);
  const opening = { catalogue, path, command: 'bench', now: Date.now };
  const warehouse = await Warehouse.open(opening);
  await warehouse.db.run('delete from wallet.ledger; checkpoint').finally(() => warehouse.close());
}

/** Who asks leaves: the reader is killed, as no interrupt reaches it. */
async function leave(daemon: Tortured): Promise<void> {
  const asked = { sql: STUCK, max_age: 60 };
  await daemon.call('/sql', asked, AbortSignal.timeout(PATIENCE_MS)).catch(() => {});
}

const source = positionals[0];
if (source === undefined) throw new Error('name the folder that bench:publish --store has filled');
const folder = mkdtempSync(join(tmpdir(), 'ggr-bench-freshness-'));
try {
  await copyStore(source, join(folder, 'store.duckdb'));
  // nothing is pulled meanwhile: what changes is what is changed here
  const settings = { GGR_SCHEDULE_PV: '0 0 1 1 *', GGR_PV_CURRENCY: 'CNY' };
  const daemon = await startTortured(folder, settings);
  await daemon.call('/wallet/sessions', { code: 'c', player_id: 'p', currency: 'USD' });
  const money = { player_id: 'p', currency: 'USD', amount_cents: 1_000_000, key: 'k' };
  await daemon.call('/wallet/transfers', money);
  const port = (await daemon.part('wallet'))?.port;
  let id = 0;
  const bet = async () => {
    id += 1;
    const body = JSON.stringify({ type: 'bet', code: 'c', game: 1, id, bet: 1 });
    await fetch(`http://127.0.0.1:${port}/wallet/${WALLET_TOKEN}`, { method: 'POST', body });
  };
  const ask = (sql: string, max_age: number) => () => daemon.call('/sql', { sql, max_age });
  const nothing = async () => {};
  say(`first question, with the first snapshot: ${(await timed(ask(DAY, 0))).toFixed(0)} ms`);
  await ask(DAY, 60)();
  say('| POST /sql | median ms | longest |\n|---|---:|---:|');
  await repeat('a day of `pv.bets`, `max_age` 60', nothing, ask(DAY, 60));
  await repeat('the same, 0, nothing was committed since', nothing, ask(DAY, 0));
  await repeat('the same, 0, after a bet of the wallet', bet, ask(DAY, 0));
  // by then a spare process waits again, and the daemon has shipped the bet
  const betBefore = async () => {
    await bet();
    await sleep(SECOND_MS);
  };
  await repeat('the same, a second after the bet', betBefore, ask(DAY, 0));
  await repeat('the number of wallet entries, a second after the bet', betBefore, ask(ENTRIES, 0));
  await repeat('`select 1`, 60', nothing, ask('select 1', 60));
  await repeat('`select 1`, 60, after a killed reader', () => leave(daemon), ask('select 1', 60));
  const late = async () => {
    await leave(daemon);
    await sleep(1500); // until it is killed
  };
  await repeat('the same, 1.5 s after its asker has left', late, ask('select 1', 60));
  await daemon.end();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
