/**
 * The demo's store for sql/examples, on a clock of its own: three vendors and a wallet from
 * 2025-03-01 to 2025-03-11T10:30Z, synced twice, with one of each thing that goes wrong. Beside it the
 * vendors' own books, in which every query's answer is worked out again without SQL.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue, streams } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { selectStreams } from '../../src/config/select-streams.ts';
import { startGameServer } from '../../src/demo/game-server/game-server.ts';
import { startPopVendor } from '../../src/demo/pop/server.ts';
import { startPvVendor } from '../../src/demo/pv/server.ts';
import { startWmVendor } from '../../src/demo/wm/server.ts';
import { NET_DEFAULTS, openNet } from '../../src/extract/http.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import type { Session } from '../../src/serve/session.ts';
import { Shipper } from '../../src/wallet/ship.ts';
import { makeEmptyStore, ONE_THREAD } from './empty-store.ts';
import { at, pvSettings } from './engine.ts';
import { popSettings } from './pop-engine.ts';
import { syncStreams } from './pull.ts';
import { TestWallet } from './wallet.ts';
import { wmSettings } from './wm-engine.ts';

export const START = at('2025-03-01');
export const FIRST_SYNC = at('2025-03-09T12:00:00');
/** When WM judged one bet again, after the first sync. */
export const RESETTLED_AT = at('2025-03-10T08:00:00');
export const NOW = at('2025-03-11T10:30:00');

/** A bet as its vendor's books have it; amounts are ten-thousandths. */
export interface BookedBet {
  readonly source: 'pv' | 'wm' | 'pop';
  readonly currency: string;
  readonly betId: string;
  readonly player: string;
  readonly game: string;
  readonly atMs: number;
  readonly stake: bigint;
  readonly payout: bigint;
  readonly rebate: bigint;
  readonly isCancelled: boolean;
}

/** Bets at WM that get no outcome. */
export const OPEN_BETS = [
  { betId: 'open-1', user: 'opx_u1', betMs: at('2025-03-11T10:25:00'), bet: 50_0000n },
  { betId: 'open-2', user: 'opx_u2', betMs: at('2025-03-11T02:00:00'), bet: 20_5000n },
  { betId: 'open-3', user: 'opx_u2', betMs: at('2025-03-10T08:00:00'), bet: 10_0000n },
].map((bet) => ({ ...bet, versions: [] }));
/** A player who comes days after the others, and comes back. */
const LATE_PLAYER = ['2025-03-05T09:00:00', '2025-03-07T09:00:00'].map((text, i) => ({
  betId: `late-${i}`,
  user: 'opx_late',
  betMs: at(text),
  bet: 100_0000n,
}));

async function startVendors(now: () => number) {
  return {
    pv: await startPvVendor({ from: START / 1000, now, betsPerHour: 30, players: 12 }),
    wm: await startWmVendor({
      from: START,
      now,
      intervalMs: 0,
      emptyIntervalMs: 0,
      betsPerDay: 120,
      tipsPerDay: 8,
      resettledShare: 0,
      extraBets: [...OPEN_BETS, ...LATE_PLAYER],
    }),
    pop: await startPopVendor({ from: START, now, betsPerHour: 12, players: 6 }),
  };
}
type Vendors = Awaited<ReturnType<typeof startVendors>>;

function sessionFor({ pv, wm, pop }: Vendors, store: string, now: () => number): Session {
  const env = {
    GGR_WAREHOUSE: store,
    GGR_SYNC_START: '2025-03-01',
    GGR_BASE_CURRENCY: 'EUR',
    ...pvSettings(pv),
    ...wmSettings(wm),
    ...popSettings(pop),
    GGR_POP_CURRENCY: 'PHP',
  };
  const config = loadConfig(catalogue.vendors, { env, folder: '/nonexistent', streams });
  const terminal = { out: () => {}, note: () => {}, isWatched: false };
  const { signal } = new AbortController();
  return { config, catalogue, terminal, now, signal, user: 'tester' };
}

/** Builds the store; it takes some seconds. */
export async function buildExampleStore() {
  const folder = mkdtempSync(join(tmpdir(), 'ggr-examples-'));
  const store = makeEmptyStore(join(folder, 'ggr.duckdb'));
  const clock = { now: FIRST_SYNC };
  const now = () => clock.now;
  const vendors = await startVendors(now);
  const session = sessionFor(vendors, store, now);
  const warehouse = await Warehouse.open({
    catalogue,
    path: store,
    command: 'test',
    now,
    threads: ONE_THREAD,
  });
  await writeSettings(warehouse, { ...session.config, isDemo: true });
  await rememberAccounts(warehouse, session.config.accounts);
  const faults = spoil(vendors);
  await syncAll(session, warehouse);
  clock.now = NOW;
  await syncAll(session, warehouse);
  const games = await playWallet(warehouse);
  await warehouse.db.run(`
    insert into ggr.fx_rates
    values (date '2025-03-05', 'CNY', 'EUR', 0.125,  'hand', timestamp '2025-03-11'),
           (date '2025-03-01', 'THB', 'EUR', 0.0275, 'hand', timestamp '2025-03-11');
    delete from sync.windows
     where stream = 'pv.bets' and window_start = timestamp '2025-03-05 03:00:00'`);
  return {
    warehouse,
    vendors,
    faults,
    games,
    books: booksOf(vendors, NOW).filter(({ betId }) => betId !== faults.refused.event_id),
    async close() {
      await warehouse.close();
      for (const vendor of Object.values(vendors)) await vendor.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One record that must be refused, and one bet that is judged again between the two syncs. */
function spoil({ pv, wm }: Vendors) {
  const refused = pv.bets(at('2025-03-04T05:00:00') / 1000, at('2025-03-04T06:00:00') / 1000)[0];
  const resettled = wm.bets(at('2025-03-06T02:00:00'), at('2025-03-06T12:00:00'))[0];
  if (!refused || !resettled) throw new Error('the vendors have no bets there');
  pv.misbehave.malformed.set(refused.event_id, (record) => ({ ...record, bet_amount: 1.5 }));
  wm.misbehave.resettle(resettled.betId, { winLoss: 777_0000n }, RESETTLED_AT);
  return { refused, resettled };
}

async function syncAll(session: Session, warehouse: Warehouse): Promise<void> {
  const gates = { pass: async () => {}, shut: () => {} };
  const net = openNet({
    ...NET_DEFAULTS,
    firstPauseMs: 1,
    longestPauseMs: 5,
    now: session.now,
    gates,
  });
  try {
    const { accounts } = session.config;
    await syncStreams(selectStreams({ accounts, catalogue }, []), { ...session, warehouse, net });
  } finally {
    await net.close();
  }
}

/** Two players of the bundled game server at a wallet whose clock stands at 2025-03-10T12:00Z. */
async function playWallet(warehouse: Warehouse) {
  const wallet = await TestWallet.start();
  wallet.nowMs = at('2025-03-10T12:00:00');
  const seats = [
    { code: 'ann_eur', playerId: 'ann', currency: 'EUR' },
    { code: 'bob_usd', playerId: 'bob', currency: 'USD' },
  ];
  for (const seat of seats) {
    await wallet.openSession(seat);
    await wallet.deposit(100_000n, seat.playerId, seat.currency);
  }
  const codes = seats.map(({ code }) => code);
  const url = `${wallet.url}/wallet/unguessable_0123456789`;
  const games = await startGameServer({ url, codes, seed: 2, now: () => wallet.nowMs });
  await games.play(150);
  const shipper = new Shipper(warehouse, wallet.path);
  await shipper.ship();
  const { entries } = wallet;
  const sums = games.sums();
  await shipper.close();
  await games.close();
  await wallet.remove();
  return { entries, sums };
}

function booksOf({ pv, wm, pop }: Vendors, nowMs: number): BookedBet[] {
  // as far as a sync at that time reaches: now less each account's lag
  const ofPv = pv.bets(START / 1000, (nowMs - 60_000) / 1000).map((bet) => ({
    source: 'pv' as const,
    currency: 'CNY',
    betId: bet.event_id,
    player: bet.op_id === '' ? String(bet.user_id) : bet.op_id,
    game: String(bet.game_id),
    atMs: bet.end_at * 1000,
    stake: BigInt(bet.bet_amount) * 10n,
    payout: (BigInt(bet.bet_amount) + BigInt(bet.gain_amount)) * 10n,
    rebate: 0n,
    isCancelled: false,
  }));
  const ofWm = wm.bets(START, nowMs - 120_000).map((bet) => ({
    source: 'wm' as const,
    currency: 'THB',
    betId: bet.betId,
    player: bet.user,
    game: bet.gid,
    atMs: bet.betMs,
    stake: bet.bet,
    payout: bet.bet + bet.winLoss,
    rebate: bet.water,
    isCancelled: bet.gameResult.includes('council cancel'),
  }));
  const ofPop = pop.bets(0, nowMs + 1).map((bet) => ({
    source: 'pop' as const,
    currency: 'PHP',
    betId: bet.id,
    player: bet.userId,
    game: bet.gameId,
    atMs: bet.insertedMs,
    stake: bet.bet,
    payout: bet.win,
    rebate: 0n,
    isCancelled: false,
  }));
  return [...ofPv, ...ofWm, ...ofPop];
}

export type ExampleStore = Awaited<ReturnType<typeof buildExampleStore>>;

let shared: Promise<ExampleStore> | undefined;

/** The same store for all who ask in one file of tests; that file closes it. */
export function sharedExampleStore(): Promise<ExampleStore> {
  shared ??= buildExampleStore();
  return shared;
}
