/** A daemon with something of everything that the page shows: three vendors, a wallet, and what a person must look at. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGameServer } from '../../src/demo/game-server/game-server.ts';
import { startPopVendor } from '../../src/demo/pop/server.ts';
import { PV_GAMES } from '../../src/demo/pv/games.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { startWmVendor } from '../../src/demo/wm/server.ts';
import { type RunningDaemon, serveForAll, until } from './daemon.ts';
import { makeEmptyStore } from './empty-store.ts';
import { pvSettings } from './engine.ts';
import { type Place, placeIn } from './ggr.ts';
import { popSettings } from './pop-engine.ts';
import { wmSettings } from './wm-engine.ts';

const HOUR_MS = 3_600_000;
export const API_TOKEN = 'the-token-that-moves-money';
export const SQL_TOKEN = 'the-token-that-only-reads';
const WALLET_TOKEN = 'unguessable_0123456789';
/** Shown as text wherever it stands; run, it would say so in the title. */
export const EVIL = `<img src=x onerror="document.title='owned'">`;

export interface PagePlace {
  readonly where: Place;
  readonly daemon: RunningDaemon;
  /** Asks with the token that reads. */
  readonly ask: (path: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

interface Options {
  readonly days?: number;
  readonly betsPerHour?: number;
  readonly rounds?: number;
  /** Without what attacks: for pictures. */
  readonly isPlain?: boolean;
  /** Makes the empty store; the daemon does without. */
  readonly makeStore?: (path: string) => void;
}

/** Starts it all and waits until every stream was pulled once. */
export async function openPagePlace(options: Options = {}): Promise<PagePlace> {
  const { days = 2, betsPerHour = 12, rounds = 40, makeStore = makeEmptyStore } = options;
  const folder = mkdtempSync(join(tmpdir(), 'ggr-page-'));
  makeStore(join(folder, 'ggr.duckdb'));
  const vendors = await startVendors(days, betsPerHour, options.isPlain === true);
  const where = placeIn(folder, {
    ...vendors.env,
    GGR_PORT: '0',
    GGR_API_TOKEN: API_TOKEN,
    GGR_SQL_TOKEN: SQL_TOKEN,
    GGR_WALLET_TOKEN: WALLET_TOKEN,
    GGR_WALLET_PORT: '0',
  });
  const daemon = await serveForAll(where);
  const games = await play(daemon, rounds);
  const close = async () => {
    await daemon.crash();
    await games.close();
    await vendors.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const ask = async (path: string) =>
    (
      await fetch(`${daemon.address}${path}`, { headers: { authorization: `Bearer ${SQL_TOKEN}` } })
    ).text();
  await until(async () => isPulled(JSON.parse(await ask('/status.json')) as Status));
  await publishAll(daemon);
  return { where, daemon, ask, close };
}

/** The panels read the newest snapshot, which may be of a moment before the last pull had ended. */
async function publishAll({ address }: RunningDaemon): Promise<void> {
  const { status } = await fetch(`${address}/sql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SQL_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sql: 'select 1', max_age: 0 }),
  });
  if (status !== 200) throw new Error(`/sql answered ${status}`);
}

interface Status {
  readonly schedules: readonly { readonly last_ended_at: string | null }[];
}

const isPulled = ({ schedules }: Status) =>
  schedules.length > 0 && schedules.every((job) => job.last_ended_at !== null);

async function startVendors(days: number, betsPerHour: number, isPlain: boolean) {
  const from = Math.floor(Date.now() / (24 * HOUR_MS)) * 24 * HOUR_MS - days * 24 * HOUR_MS;
  const games = PV_GAMES.map((game, i) =>
    i === 0 && !isPlain ? { ...game, game_name: EVIL } : game,
  );
  const pv = await startPvVendor({ from: from / 1000, betsPerHour, games });
  const wm = await startWmVendor({ from, intervalMs: 0, emptyIntervalMs: 0, betsPerDay: 200 });
  const pop = await startPopVendor({ from, betsPerHour: 8, players: 6 });
  // one bet that the vendor's list and its sums do not agree on, and one that is no bet
  const [differs, broken] = pv.bets(from / 1000, from / 1000 + 12 * 3600).slice(4);
  pv.misbehave.malformed.set(differs?.event_id ?? '', (record) => ({
    ...record,
    bet_amount: Number(record.bet_amount) + 1000,
  }));
  pv.misbehave.malformed.set(broken?.event_id ?? '', (record) => ({
    ...record,
    op_id: 5,
    end_at: 'x',
  }));
  const settings = { ...pvSettings(pv), ...wmSettings(wm), ...popSettings(pop) };
  const env = {
    ...settings,
    GGR_SYNC_START: new Date(from).toISOString(),
    GGR_PV_REQUESTS_PER_SECOND: '1000',
    GGR_PV_LAG_SECONDS: '1',
    GGR_POP_LAG_SECONDS: '1',
  };
  const close = async () => {
    await Promise.all([pv.close(), wm.close(), pop.close()]);
  };
  return { env, close };
}

/** Players with money, and a game server that plays them. */
async function play(daemon: RunningDaemon, rounds: number) {
  const codes: string[] = [];
  for (const player of ['ada', 'bob', 'eve']) {
    const [player_id, currency, code] = [player, 'EUR', `${player}-eur`];
    await daemon.call('/wallet/sessions', { code, player_id, currency });
    await daemon.call('/wallet/transfers', {
      player_id,
      currency,
      amount_cents: 500_000,
      key: code,
    });
    codes.push(code);
  }
  const port = ((await daemon.part('wallet')).port as number | null) ?? 0;
  const url = `http://127.0.0.1:${port}/wallet/${WALLET_TOKEN}`;
  const games = await startGameServer({ url, codes, seed: 2 });
  await games.play(rounds, AbortSignal.timeout(240_000));
  return games;
}
