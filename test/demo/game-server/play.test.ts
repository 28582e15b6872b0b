/** The game server at the real wallet: what it books, the journal must hold. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GameServer, startGameServer } from '../../../src/demo/game-server/game-server.ts';
import type { Misdeed } from '../../../src/demo/game-server/misbehaviour.ts';
import { TestWallet, TOKEN } from '../../support/wallet.ts';

const SESSIONS = [
  { code: 'ann_eur_1', playerId: 'ann', currency: 'EUR' },
  { code: 'ann_eur_2', playerId: 'ann', currency: 'EUR' },
  { code: 'ann_usd_1', playerId: 'ann', currency: 'USD' },
  { code: 'bob_usd_1', playerId: 'bob', currency: 'USD' },
];
const CODES = SESSIONS.map(({ code }) => code);
const DEPOSIT = 100_000n;

let wallet: TestWallet;
let game: GameServer;

async function sit(seed = 1): Promise<void> {
  wallet = await TestWallet.start();
  for (const session of SESSIONS) await wallet.openSession(session);
  await wallet.deposit(DEPOSIT, 'ann', 'EUR');
  await wallet.deposit(DEPOSIT, 'ann', 'USD');
  await wallet.deposit(DEPOSIT, 'bob', 'USD');
  const url = `${wallet.url}/wallet/${TOKEN}`;
  game = await startGameServer({ url, codes: CODES, seed });
}

async function leave(): Promise<void> {
  await game.close();
  await wallet.remove();
}

beforeEach(() => sit());
afterEach(leave);

/** Sum of the journal's amounts of some kinds in a currency. */
const moved = (currency: string, ...kinds: readonly string[]) =>
  wallet.entries
    .filter((entry) => entry.currency === currency && kinds.includes(entry.kind))
    .reduce((sum, { amount }) => sum + amount, 0n);

/** An entry without what depends on the moment and on who came first. */
const lasting = ({ kind, currency, id, playerId, amount, balanceAfter, flags }: TestEntry) => ({
  kind,
  currency,
  id,
  playerId,
  amount,
  balanceAfter,
  flags,
});
type TestEntry = TestWallet['entries'][number];

describe('a game server that plays', () => {
  test('is never surprised, and the journal moved what its book says', async () => {
    await game.play(200);
    expect(game.surprises).toEqual([]);
    for (const [currency, sums] of game.sums()) {
      const ofCurrency = wallet.entries.filter((entry) => entry.currency === currency);
      const paid = new Set(ofCurrency.filter(({ kind }) => kind === 'win').map((e) => e.round));
      const staked = ofCurrency
        .filter(({ kind, round }) => (kind === 'bet' || kind === 'cancel') && paid.has(round))
        .reduce((sum, { amount }) => sum - amount, 0n);
      expect(sums.settled).toBe(paid.size);
      expect(sums.stake).toBe(staked);
      expect(sums.payout).toBe(moved(currency, 'win'));
    }
    expect([...game.sums().keys()].sort()).toEqual(['EUR', 'USD']);
  });

  test('repeats a hundred requests, and no id counts twice', async () => {
    await game.play(120);
    expect(game.sent.copies).toBeGreaterThan(100);
    const keys = wallet.entries
      .filter(({ kind }) => kind !== 'cancel' && kind !== 'deposit')
      .map(({ currency, id }) => `${currency} ${id}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('uses ids beyond 2^53 on both sides of 2^63, the same ones in both currencies', async () => {
    await game.play(300);
    const idsOf = (currency: string) =>
      wallet.entries.filter((e) => e.currency === currency && e.id !== null).map((e) => e.id ?? 0n);
    const [eur, usd] = [idsOf('EUR'), new Set(idsOf('USD'))];
    expect(eur.every((id) => id > 2n ** 53n)).toBe(true);
    expect(eur.some((id) => id < 2n ** 63n)).toBe(true);
    expect(eur.some((id) => id >= 2n ** 63n)).toBe(true);
    expect(eur.some((id) => usd.has(id))).toBe(true);
  });

  test('plays everything that the document lets happen', async () => {
    await game.play(300);
    const kinds = new Set(wallet.entries.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['bet', 'cancel', 'deposit', 'tombstone', 'win']);
    const flags = new Set(wallet.entries.flatMap(({ flags }) => flags));
    expect([...flags].sort()).toEqual(['bet-cancelled', 'orphan', 'round-paid']);
    expect(wallet.entries.some(({ kind, amount }) => kind === 'win' && amount === 0n)).toBe(true);
    expect(wallet.entries.some(({ kind, roundId }) => kind === 'bet' && roundId === null)).toBe(
      true,
    );
    for (const sums of game.sums().values()) {
      expect(Math.min(sums.settled, sums.cancelled, sums.open, sums.orphans)).toBeGreaterThan(0);
    }
  });

  test('gives each player the same rounds for the same seed, whoever comes first', async () => {
    const byPlayer = () =>
      SESSIONS.map(({ playerId, currency }) =>
        wallet.entries
          .filter((e) => e.playerId === playerId && e.currency === currency)
          .map(lasting),
      );
    await game.play(90);
    const [first, sums] = [byPlayer(), game.sums()];
    await leave();
    await sit();
    await game.play(35);
    await game.play(55);
    expect(byPlayer()).toEqual(first);
    expect(game.sums()).toEqual(sums);
    await leave();
    await sit(2);
    await game.play(90);
    expect(byPlayer()).not.toEqual(first);
  });

  test('and the same rounds once more, after a restart of the wallet, move nothing', async () => {
    await game.play(90);
    const held = wallet.entries;
    await game.close();
    await wallet.restart();
    game = await startGameServer({ url: `${wallet.url}/wallet/${TOKEN}`, codes: CODES });
    await game.play(90);
    expect(wallet.entries).toEqual(held);
  });

  test('does not begin with a session that the wallet does not know', async () => {
    const url = `${wallet.url}/wallet/${TOKEN}`;
    await expect(startGameServer({ url, codes: [...CODES, 'nobody'] })).rejects.toThrow(
      'the wallet does not know a session',
    );
  });
});

describe('a game server that misbehaves', () => {
  test.for<Misdeed>([
    'unknown-type',
    'text-amount',
    'fractional-amount',
    'negative-amount',
    'changed-amount',
    'changed-game',
    'id-of-2^64',
    'broken-json',
  ])('is refused %s, and nothing moves', async (misdeed) => {
    game.misbehave.set(misdeed, 10);
    await game.play(30);
    expect(game.misbehave.get(misdeed)).toBe(0);
    expect(game.surprises).toEqual([]);
    for (const [currency, sums] of game.sums()) {
      expect(moved(currency, 'win')).toBe(sums.payout);
    }
  });
});

describe('surprises', () => {
  test('tell of credit that moved behind the back of the game server', async () => {
    const ofBob = () => wallet.entries.filter(({ playerId }) => playerId === 'bob').length;
    const playing = game.play(90);
    while (ofBob() < 5) await new Promise((done) => setImmediate(done));
    await wallet.deposit(7n, 'bob', 'USD');
    await playing;
    expect(game.surprises).toHaveLength(1);
    expect(game.surprises[0]).toMatch(/^USD (bet|win|cancel) \d+: expected done \d+, got result 1/);
  });
});
