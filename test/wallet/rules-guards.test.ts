/** What guards a player's money, rule by rule: the pure rules, asked without a journal. */
import { describe, expect, test } from 'vitest';
import {
  type Facts,
  type GameRequest,
  judge,
  MOST_CREDIT,
  type RoundFacts,
  type SessionFacts,
  type TransactionFacts,
} from '../../src/wallet/rules.ts';

const NOW = 1_000_000n;
const SESSION: SessionFacts = {
  playerId: 'p1',
  currency: 'EUR',
  expiresAt: null,
  closedAt: null,
  isBlocked: false,
  credit: 1000n,
};
const BET: TransactionFacts = {
  kind: 'bet',
  playerId: 'p1',
  game: 7n,
  roundId: null,
  round: 3n,
  amount: -500n,
  balanceAfter: 500n,
};

interface World {
  readonly session?: Partial<SessionFacts>;
  readonly earlier?: Partial<TransactionFacts>;
  readonly cancelled?: bigint;
  readonly round?: Partial<RoundFacts>;
}

/** Judges a request where this is what the journal knows. */
function judged(request: GameRequest, { session, earlier, cancelled, round }: World = {}) {
  const facts: Facts = {
    session: () => ({ ...SESSION, ...session }),
    transaction: () => earlier && { ...BET, ...earlier },
    cancelled: () => cancelled,
    round: () => ({ bets: 1, cancelled: 0, wins: 0, isClosed: false, ...round }),
    unpaidRound: () => 3n,
  };
  return judge(request, facts, NOW);
}
const stake = { code: 's1', id: 3n, game: 7n, amount: 500n, roundId: null };
const bet = (more: object = {}): GameRequest => ({ ...stake, type: 'bet', ...more });
const win = (more: object = {}): GameRequest => ({ ...stake, id: 4n, type: 'win', ...more });
const cancel: GameRequest = { type: 'cancel', code: 's1', id: 3n };
const refused = (refusal: string) => ({ answer: { result: 0, refusal } });
const moved = (credit: bigint, entry: object) => ({ answer: { result: 1, credit }, entry });

describe('credit-limit', () => {
  const credit = MOST_CREDIT - 500n;

  test('a win that fills a credit to its limit is taken, and one cent more is refused and moves nothing', () => {
    expect(judged(win(), { session: { credit } })).toMatchObject(
      moved(MOST_CREDIT, { amount: 500n }),
    );
    expect(judged(win({ amount: 501n }), { session: { credit } })).toEqual(refused('credit-limit'));
  });
});

describe('not-enough-credit', () => {
  test('a bet of all there is is taken, and one cent more is refused', () => {
    expect(judged(bet({ amount: 1000n }))).toMatchObject(moved(0n, { amount: -1000n }));
    expect(judged(bet({ amount: 1001n }))).toEqual(refused('not-enough-credit'));
  });
});

describe('repeat', () => {
  test('the same bet again gets its first answer and moves nothing, whatever became of the session', () => {
    for (const session of [{}, { credit: 0n }, { isBlocked: true }, { closedAt: 1n }]) {
      expect(judged(bet(), { earlier: {}, session })).toEqual({
        answer: { result: 1, credit: 500n },
      });
    }
  });

  test.each([
    ['amount', { amount: 501n }],
    ['game', { game: 8n }],
  ])('with another %s is no repeat', (_, more) => {
    expect(judged(bet(more), { earlier: {} })).toEqual(refused('id-taken'));
  });

  test('under another code of its player is one, and of another player is none', () => {
    const again = { answer: { result: 1, credit: 500n } };
    expect(judged(bet({ code: 's2' }), { earlier: {} })).toEqual(again);
    const session = { playerId: 'p2' };
    expect(judged(bet(), { earlier: {}, session })).toEqual(refused('id-taken'));
  });

  test('of a bet as a win is no repeat', () => {
    const earlier = { kind: 'win', amount: 500n } as const;
    expect(judged(bet({ amount: -500n }), { earlier })).toEqual(refused('id-taken'));
    expect(judged(win(), { earlier })).toEqual({ answer: { result: 1, credit: 500n } });
  });
});

test('tombstone: a bet whose cancel came first is refused', () => {
  const earlier = { kind: 'tombstone', amount: 0n } as const;
  expect(judged(bet(), { earlier })).toEqual(refused('bet-cancelled'));
  // a win is always taken, but not under an id that has been told to be cancelled
  expect(judged(win(), { earlier })).toEqual(refused('bet-cancelled'));
});

describe('cancel', () => {
  test('of a bet gives the stake back, and a second one only the first answer', () => {
    expect(judged(cancel, { earlier: {} })).toMatchObject(
      moved(1500n, { kind: 'cancel', amount: 500n, flags: [] }),
    );
    expect(judged(cancel, { earlier: {}, cancelled: 1500n })).toEqual({
      answer: { result: 1, credit: 1500n },
    });
  });

  test('not-yours: of the bet of another player is refused', () => {
    expect(judged(cancel, { earlier: { playerId: 'p2' } })).toEqual(refused('not-yours'));
  });

  test('of a win is refused', () => {
    expect(judged(cancel, { earlier: { kind: 'win', amount: 9n } })).toEqual(refused('not-a-bet'));
  });

  test('of something unknown leaves a tombstone', () => {
    expect(judged(cancel)).toMatchObject(moved(1000n, { kind: 'tombstone', amount: 0n }));
  });

  test('credit-limit: that fills a credit to its limit is taken, and one cent more waits for room', () => {
    const credit = MOST_CREDIT - 500n;
    expect(judged(cancel, { earlier: {}, session: { credit } })).toMatchObject(
      moved(MOST_CREDIT, { amount: 500n }),
    );
    expect(judged(cancel, { earlier: {}, session: { credit: credit + 1n } })).toEqual(
      refused('credit-limit'),
    );
  });

  test('round-closed: of a bet whose round was closed is flagged', () => {
    expect(judged(cancel, { earlier: {}, round: { isClosed: true } })).toMatchObject({
      entry: { flags: ['round-closed'] },
    });
  });

  test('round-paid: of a bet whose round has paid is flagged', () => {
    expect(judged(cancel, { earlier: {}, round: { wins: 1 } })).toMatchObject({
      entry: { flags: ['round-paid'] },
    });
  });
});

describe('flags: a win is taken and shown to a person', () => {
  test.each([
    ['orphan', { round: { bets: 0 } }],
    ['bet-cancelled', { round: { bets: 2, cancelled: 2 } }],
    ['round-paid', { round: { wins: 1 } }],
    ['round-closed', { round: { isClosed: true } }],
    ['session-expired', { session: { expiresAt: NOW } }],
    ['session-closed', { session: { closedAt: 1n } }],
    ['player-blocked', { session: { isBlocked: true } }],
  ])('%s', (flag, world) => {
    expect(judged(win(), world)).toMatchObject(moved(1500n, { flags: [flag] }));
  });

  test('none of an ordinary one', () => {
    expect(judged(win(), { round: { bets: 2, cancelled: 1 } })).toMatchObject(
      moved(1500n, { flags: [] }),
    );
  });
});

test('a session ends at the instant that it names, and not before', () => {
  expect(judged(bet(), { session: { expiresAt: NOW } })).toEqual(refused('session-expired'));
  expect(judged(bet(), { session: { expiresAt: NOW + 1n } })).toMatchObject(moved(500n, {}));
  expect(judged(bet(), { session: { closedAt: 1n } })).toEqual(refused('session-closed'));
  expect(judged(bet(), { session: { isBlocked: true } })).toEqual(refused('player-blocked'));
});
