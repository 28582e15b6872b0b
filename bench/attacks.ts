/**
 * npm run torture:attacks -- [--rate 100] [--patience 600]: every attack of docs/security.md against a real
 * `ggr serve`, by POST /sql and by Postgres' wire, while a game server bets. After each one `select 1` is asked. Prints what came
 * through, what was lost, and how late the wallet was, beside as long a time without attacks.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Attack } from '../test/read/attacks/attack.ts';
import { dialectAttacks } from '../test/read/attacks/list/dialect.ts';
import { attackGroups } from '../test/read/attacks/list.ts';
import { textsOf, WireClient } from '../test/support/wire-client.ts';
import { type DistantBettor, startBettorThread } from './walls/bettor-thread.ts';
import { startTortured } from './walls/daemon.ts';
import { seat } from './walls/seat.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '100' },
    /** Milliseconds after which whoever asked leaves. */
    patience: { type: 'string', default: '600' },
    quiet: { type: 'string', default: '20' },
  },
});
const patienceMs = Number(values.patience);
const SQL_TOKEN = 'the-readers-token-of-this-torture';
const WITHIN_MS = 5000;
/** What no answer may hold: a line of /etc/passwd, and a token. */
const THROUGH = new RegExp(`root:|${SQL_TOKEN}`);
const PG_PORT = 41_000 + (process.pid % 20_000);
const say = (line: string) => void process.stdout.write(`${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'ggr-attacks-'));
const paths: Readonly<Record<string, string>> = {
  snapshot: join(folder, 'published/current'),
  store: join(folder, 'store.duckdb'),
  env: '/etc/passwd',
  token: join(folder, 'store.duckdb.token'),
  parquet: join(folder, 'published/current/sync/accounts/all.parquet'),
  out: join(folder, 'out'),
};
const textOf = ({ sql }: Attack) =>
  sql.replaceAll(/\{(\w+)\}/g, (whole, name: string) => paths[name] ?? whole);

type Ask = (sql: string, patienceMs: number) => Promise<string>;

interface Tally {
  attacks: number;
  through: number;
  /** `select 1` after which no answer came in time. */
  silent: number;
  slowestMs: number;
}

/** Puts all of them, one after the other. */
async function attack(attacks: readonly Attack[], ask: Ask, one: Ask): Promise<Tally> {
  const tally = { attacks: 0, through: 0, silent: 0, slowestMs: 0 };
  for (const each of attacks) {
    const told = await ask(textOf(each), patienceMs).catch((error: unknown) => String(error));
    tally.attacks += 1;
    if (THROUGH.test(told)) {
      tally.through += 1;
      say(`through: ${each.what}: ${told.slice(0, 200)}`);
    }
    const began = performance.now();
    const next = await one('select 1 as one', WITHIN_MS).catch((error: unknown) => String(error));
    const ms = performance.now() - began;
    if (!/\b1\b/.test(next) || ms > WITHIN_MS) {
      tally.silent += 1;
      say(`no answer after: ${each.what}: ${next.slice(0, 200)}`);
    }
    tally.slowestMs = Math.max(tally.slowestMs, ms);
  }
  return tally;
}

const overHttp =
  (address: string): Ask =>
  async (sql, milliseconds) => {
    const reply = await fetch(`${address}/sql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SQL_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sql }),
      signal: AbortSignal.timeout(milliseconds),
    });
    return reply.text();
  };

/** A connection each, which its client leaves when its patience ends. */
const overWire: Ask = async (sql, milliseconds) => {
  const client = await WireClient.start(PG_PORT, SQL_TOKEN);
  const timer = setTimeout(() => client.close(), milliseconds);
  try {
    const said = await client.query(sql.replaceAll('\0', ' '));
    const rows = JSON.stringify(textsOf(said));
    return `${rows}${said.map(({ body }) => body.toString('latin1')).join('')}`;
  } finally {
    clearTimeout(timer);
    client.close();
  }
};

async function row(what: string, bettor: DistantBettor, tally?: Tally): Promise<void> {
  const { answered, late, longestMs, again } = await bettor.look();
  const { attacks = 0, through = 0, silent = 0, slowestMs = 0 } = tally ?? {};
  const next = tally ? `${Math.round(slowestMs)} ms` : '';
  say(
    `| ${what} | ${attacks} | ${through} | ${silent} | ${next} | ${answered} | ${again} | ${late} | ${longestMs} ms |`,
  );
}

try {
  const daemon = await startTortured(folder, {
    GGR_SQL_TOKEN: SQL_TOKEN,
    GGR_PG_PORT: String(PG_PORT),
  });
  const bettor = startBettorThread({ ...(await seat(daemon)), rate: Number(values.rate) });
  const bySql = overHttp(daemon.address);
  await bySql('select count(*) from ggr.bets', 60_000);
  await bettor.look();
  say(
    '| | attacks | through | `select 1` not within 5 s | the slowest of them | bets answered | asked again | later than 250 ms | longest |',
  );
  say('|---|---:|---:|---:|---:|---:|---:|---:|---:|');
  await sleep(Number(values.quiet) * 1000);
  await row('nothing', bettor);
  const listed = attackGroups.flatMap(({ attacks }) => attacks);
  await row('by `POST /sql`', bettor, await attack(listed, bySql, bySql));
  const byWire = await attack([...dialectAttacks, ...listed], overWire, overWire);
  await row("by Postgres' wire", bettor, byWire);
  const bets = await bettor.end();
  const held = await daemon.one(
    "select count(*)::integer as n from wallet.ledger where kind = 'bet'",
  );
  say(`\nbets answered ${bets}, in wallet.ledger ${held}: lost ${bets - held}`);
  const restarts = await Promise.all(
    (['warehouse', 'wallet', 'readers'] as const).map(async (name) => [
      name,
      (await daemon.part(name))?.restarts,
    ]),
  );
  say(`restarts: ${JSON.stringify(Object.fromEntries(restarts))}`);
  await daemon.end();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
