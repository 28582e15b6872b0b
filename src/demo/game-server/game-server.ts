/**
 * A game server that plays through a wallet by Wallet API v2: seeded rounds with retries, duplicates,
 * cancels and late wins, and its own book of them. The same seed, sessions and credits give the same
 * rounds on every machine, whatever the order in which the players' requests arrive.
 */
import { Book, type RoundSums } from './book.ts';
import { Line } from './line.ts';
import type { Misbehaviour } from './misbehaviour.ts';
import { type Account, readAnswer, writeBody } from './protocol.ts';
import { type Later, playRound } from './rounds.ts';
import { type House, Seat } from './seat.ts';

/** Just below 2^63, so that ids leave both a double's exact integers and the signed 64-bit ones. */
const FIRST_ID = 2n ** 63n - 200n;
/** Ids of a seat, apart from those of the other seats of its currency. */
const IDS_PER_SEAT = 2n ** 40n;

export interface GameServerOptions {
  /** The wallet's whole address, token included. */
  readonly url: string;
  /** Session codes; whose they are and in which currency, the wallet says. */
  readonly codes: readonly string[];
  readonly seed?: number;
  /** Epoch ms, Date.now by default. */
  readonly now?: () => number;
}

/** A running game server. */
export interface GameServer {
  /** Plays so many rounds, the seats in parallel; wins that are due later stay due. */
  play(rounds: number, signal?: AbortSignal): Promise<void>;
  /** By currency, the truth of the game server's own book. */
  sums(): ReadonlyMap<string, RoundSums>;
  /** Requests sent, and how many of them were copies of earlier ones. */
  readonly sent: { readonly requests: number; readonly copies: number };
  /** Answers that the document or the seat's own count did not lead to expect; there must be none. */
  readonly surprises: readonly string[];
  readonly misbehave: Misbehaviour;
  close(): Promise<void>;
}

/** Asks the wallet for every session and is ready to play; throws where a session does not exist. */
export async function startGameServer(options: GameServerOptions): Promise<GameServer> {
  const { url, codes, seed = 1, now = Date.now } = options;
  const line = new Line(url);
  const book = new Book();
  const surprises: string[] = [];
  const misbehave: Misbehaviour = new Map();
  const surprise = (message: string) => surprises.push(message);
  const house = { line, book, seed, now, misbehave, surprise };
  const tables = await takeSeats(house, codes).catch(async (error: unknown) => {
    await line.close();
    throw error;
  });
  let played = 0;
  return {
    misbehave,
    surprises,
    get sent() {
      return { requests: line.requests, copies: line.copies };
    },
    sums: () => book.sums(),
    async play(rounds, signal) {
      const shares = tables.map(() => 0);
      for (let n = 0; n < rounds; n += 1, played += 1) {
        const at = played % tables.length;
        shares[at] = (shares[at] ?? 0) + 1;
      }
      await Promise.all(tables.map((table, at) => playShare(table, shares[at] ?? 0, signal)));
    },
    close: () => line.close(),
  };
}

interface Table {
  readonly seat: Seat;
  /** Wins to come, by the seat's round after which they come. */
  readonly due: { readonly at: number; readonly later: Later }[];
  played: number;
}

/** One seat for each player and currency, whatever the number of their sessions. */
async function takeSeats(house: House, codes: readonly string[]): Promise<Table[]> {
  const found = new Map<string, { account: Account; codes: string[] }>();
  for (const code of codes) {
    const account = await askAccount(house, code);
    const key = JSON.stringify([account.playerId, account.currency]);
    const place = found.get(key) ?? { account, codes: [] };
    place.codes.push(code);
    found.set(key, place);
  }
  const seated = new Map<string, bigint>();
  return [...found.values()].map((place) => {
    const { currency } = place.account;
    const before = seated.get(currency) ?? 0n;
    seated.set(currency, before + 1n);
    const firstId = FIRST_ID + before * IDS_PER_SEAT;
    return { seat: new Seat(house, { ...place, firstId }), due: [], played: 0 };
  });
}

async function askAccount({ line, now }: House, code: string): Promise<Account> {
  const write = () => writeBody({ code, type: 'credit' }, now());
  const { text } = await line.deliver(write, 'once');
  const answer = readAnswer('credit', text);
  if (answer.kind === 'done' && answer.account) return answer.account;
  throw new Error(`the wallet does not know a session: ${text}`);
}

async function playShare(table: Table, rounds: number, signal?: AbortSignal): Promise<void> {
  const { seat, due } = table;
  if (rounds > 0) await seat.sitDown();
  for (let n = 0; n < rounds && signal?.aborted !== true; n += 1) {
    table.played += 1;
    const next = due.findIndex(({ at }) => at <= table.played);
    if (next >= 0) await due.splice(next, 1)[0]?.later.play();
    const later = await playRound(seat);
    if (later) due.push({ at: table.played + later.afterRounds, later });
  }
}
