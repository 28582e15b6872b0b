/** The wallet of the demo, the players who have money in it, and the game server they play at. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from '../../load/sql.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import type { Session } from '../../serve/session.ts';
import { WalletService } from '../../wallet/service.ts';
import { Shipper } from '../../wallet/ship.ts';
import { shippedPath } from '../../wallet/shipped.ts';
import { markPath } from '../../wallet/wallet.ts';
import { type DemoGames, startDemoGames } from './demo-vendors.ts';

/** About what a minute brings; played as fast as the wallet answers. */
const ROUNDS = 900;
const SLOWLY = { rounds: 3, everyMs: 1000 };
const CURRENCIES = ['EUR', 'USD'];
const PLAYERS = ['demo-ann', 'demo-bob', 'demo-cem', 'demo-dea', 'demo-eve'];
/** The first player of a currency plays in two sessions. */
const SESSIONS = [1, 2];
const DEPOSIT_CENTS = 100_000n;

export class DemoWallet {
  readonly #host: WalletService;
  readonly #games: DemoGames;
  readonly #journal: string;

  private constructor(host: WalletService, games: DemoGames, journal: string) {
    this.#host = host;
    this.#games = games;
    this.#journal = journal;
  }

  /** Starts the wallet with a fresh journal beside the store, gives its players money, opens the games. */
  static async start(storePath: string, { terminal }: Session): Promise<DemoWallet> {
    const path = journalPath(storePath);
    // wallet-v2.txt: letters, digits and _, at most 40
    const token = randomBytes(20).toString('hex');
    const listen = { host: '127.0.0.1', port: 0, token, allowIps: [], zone: 'UTC' };
    const say = (message: string) => terminal.note(`wallet: ${message}`);
    const watch = { trouble: say, faults: () => {} };
    const host = await WalletService.start({ path, now: Date.now, listen, watch });
    try {
      const codes = await seatPlayers(host);
      const url = `http://127.0.0.1:${host.port}/wallet/${token}`;
      return new DemoWallet(host, await startDemoGames({ url, codes }), path);
    } catch (error) {
      await host.stop();
      throw error;
    }
  }

  /** Plays a minute's worth of rounds at once. */
  async playMinute({ terminal, signal }: Session): Promise<void> {
    await this.#games.play(ROUNDS, signal);
    const { requests, copies } = this.#games.sent;
    terminal.note(
      `a game server played ${ROUNDS} rounds through the wallet: ${requests} requests, ${copies} of them retries and duplicates`,
    );
  }

  /** Plays a few rounds a second for so long; throws an AbortError where the signal ends it. */
  async playOn(forMs: number, signal: AbortSignal): Promise<void> {
    for (let ms = 0; ms < forMs; ms += SLOWLY.everyMs) {
      await sleep(SLOWLY.everyMs, undefined, { signal });
      await this.#games.play(SLOWLY.rounds, signal);
    }
  }

  /** Brings everything that was played into wallet.ledger. */
  async ship(warehouse: Warehouse): Promise<void> {
    const shipper = new Shipper(warehouse, this.#journal);
    try {
      await shipper.ship();
    } finally {
      await shipper.close();
    }
  }

  /** Compares the store's sums with the game server's, to the last digit; false where they differ. */
  async compare({ db }: Warehouse, { terminal }: Session): Promise<boolean> {
    const { surprises } = this.#games;
    const verdicts = [surprises.length === 0];
    for (const surprise of surprises.slice(0, 5)) terminal.note(`wallet: ${surprise}`);
    for (const [currency, theirs] of this.#games.sums()) {
      const ours = await db.one(sql('queries/sum-wallet'), { currency });
      const isEqual =
        ours.bets === BigInt(theirs.bets) &&
        ours.open_bets === BigInt(theirs.openBets) &&
        String(ours.stake) === theirs.stake &&
        String(ours.ggr) === theirs.ggr;
      verdicts.push(isEqual);
      terminal.note(
        `the game server's own sums in ${currency}: ${theirs.bets} rounds, ${theirs.openBets} open, ` +
          `stake ${theirs.stake}, ggr ${theirs.ggr}: ` +
          (isEqual
            ? 'equal to the last digit'
            : `NOT equal: ours ${ours.bets}, ${ours.open_bets}, ${ours.stake}, ${ours.ggr}`),
      );
    }
    return verdicts.every(Boolean);
  }

  async close(): Promise<void> {
    await this.#games.close();
    await this.#host.stop();
  }
}

/** Removes the journal of an earlier demo beside a store. */
export function clearDemoWallet(storePath: string): void {
  const path = journalPath(storePath);
  for (const file of [path, `${path}-wal`, `${path}-shm`, markPath(path), shippedPath(path)]) {
    rmSync(file, { force: true });
  }
}

/** Named so that no journal with real money is ever taken for a demo's. */
function journalPath(storePath: string): string {
  return `${storePath}.demo-wallet.sqlite`;
}

/** Opens the players' sessions and gives each of them money; returns the session codes. */
async function seatPlayers(host: WalletService): Promise<string[]> {
  const seats = CURRENCIES.flatMap((currency) =>
    PLAYERS.map((playerId) => ({ currency, playerId })),
  );
  const codes = await Promise.all(
    seats.flatMap(({ currency, playerId }) =>
      (playerId === PLAYERS[0] ? SESSIONS : SESSIONS.slice(0, 1)).map(async (n) => {
        const code = `${playerId}-${currency}-${n}`.toLowerCase();
        await host.call('openSession', { code, playerId, currency, expiresAt: null });
        return code;
      }),
    ),
  );
  for (const { currency, playerId } of seats) {
    const key = `demo-${playerId}-${currency}`;
    await host.call('transfer', { playerId, currency, amount: DEPOSIT_CENTS, key });
  }
  return codes;
}
