/** The operator's side of the wallet: sessions, transfers, blocking, balances. */
import { type CloseRoundOutcome, type CloseRoundRequest, closeRound } from './close-round.ts';
import type { Cents, Micros } from './entries.ts';
import type { Journal } from './journal.ts';
import { closeOverdue, type Swept } from './overdue.ts';
import { MOST_CREDIT } from './rules.ts';

export interface SessionRequest {
  readonly code: string;
  readonly playerId: string;
  readonly currency: string;
  /** null: never. */
  readonly expiresAt: Micros | null;
}

export interface TransferRequest {
  readonly playerId: string;
  readonly currency: string;
  /** Negative withdraws. */
  readonly amount: Cents;
  /** The same key again is the same transfer. */
  readonly key: string;
}

export interface BlockRequest {
  readonly playerId: string;
  readonly isBlocked: boolean;
}

/** Why the operator's call changed nothing: the HTTP status and what is said. */
export const OPERATOR_REFUSALS = {
  'code-taken': {
    status: 409,
    message: 'this code was used by another player or for another currency',
  },
  'unknown-session': { status: 404, message: 'there is no session with this code' },
  'unknown-player': { status: 404, message: 'the wallet has never seen this player' },
  'key-taken': { status: 409, message: 'this key was used for another transfer' },
  'not-enough-credit': {
    status: 409,
    message: 'the player has not enough credit; nothing was moved',
  },
  'credit-limit': {
    status: 409,
    message: 'the credit would exceed what an account may hold; nothing was moved',
  },
  'unknown-round': { status: 404, message: 'no player bet or won in this round' },
  'several-players': {
    status: 409,
    message: 'several players named this round; say whose is meant',
  },
  'round-ended': {
    status: 409,
    message: 'this round has ended: it was paid, or all its bets were cancelled',
  },
} as const satisfies Record<string, { status: number; message: string }>;

export type OperatorRefusal = keyof typeof OPERATOR_REFUSALS;

export type Outcome<T> = { readonly ok: T } | { readonly refused: OperatorRefusal };

export interface Transferred {
  readonly seq: bigint;
  readonly balance: Cents;
  /** True where the key had done this before. */
  readonly isRepeat: boolean;
}

export interface PlayerBalances {
  readonly playerId: string;
  readonly isBlocked: boolean;
  readonly balances: readonly { readonly currency: string; readonly balance: Cents }[];
}

/** Each runs inside the wallet's transaction. */
export const operations = {
  /** A code once used never passes to another player or currency; for its own it opens again. */
  openSession(journal: Journal, now: Micros, request: SessionRequest): Outcome<{ isNew: boolean }> {
    const { code, playerId, currency, expiresAt } = request;
    const known = journal.session(code);
    if (known && (known.playerId !== playerId || known.currency !== currency)) {
      return { refused: 'code-taken' };
    }
    journal.file.run('add-player', playerId);
    journal.file.run('open-balance', playerId, currency);
    journal.file.run('open-session', code, playerId, currency, now, expiresAt);
    return { ok: { isNew: known === undefined } };
  },

  closeSession(journal: Journal, now: Micros, code: string): Outcome<null> {
    return journal.file.run('close-session', now, code) > 0
      ? { ok: null }
      : { refused: 'unknown-session' };
  },

  transfer(journal: Journal, now: Micros, request: TransferRequest): Outcome<Transferred> {
    const { playerId, currency, amount, key } = request;
    const earlier = journal.file.get('find-transfer', key);
    if (earlier) {
      const [seq, player, inCurrency, moved, balance] = earlier;
      const isSame = player === playerId && inCurrency === currency && moved === amount;
      if (!isSame) return { refused: 'key-taken' };
      return { ok: { seq: seq as bigint, balance: balance as Cents, isRepeat: true } };
    }
    const after = journal.balance(playerId, currency) + amount;
    if (after < 0n) return { refused: 'not-enough-credit' };
    if (after > MOST_CREDIT) return { refused: 'credit-limit' };
    journal.file.run('add-player', playerId);
    const { seq } = journal.append(
      {
        kind: amount < 0n ? 'withdraw' : 'deposit',
        currency,
        id: null,
        key,
        playerId,
        code: null,
        game: null,
        roundId: null,
        round: null,
        amount,
        balanceAfter: after,
        flags: [],
      },
      now,
    );
    return { ok: { seq, balance: after, isRepeat: false } };
  },

  block(journal: Journal, _now: Micros, request: BlockRequest): Outcome<null> {
    journal.file.run('set-blocked', request.playerId, request.isBlocked ? 1n : 0n);
    return { ok: null };
  },

  /** Ends a round that the game left open; it counts as paid with 0. */
  closeRound(journal: Journal, now: Micros, request: CloseRoundRequest): CloseRoundOutcome {
    return closeRound(journal, now, request);
  },

  /** One step towards having closed the rounds that were open for as long as `timeout`. */
  closeOverdue(journal: Journal, now: Micros, timeout: Micros): { readonly ok: Swept } {
    return { ok: closeOverdue(journal, now, timeout) };
  },

  balances(journal: Journal, _now: Micros, playerId: string): Outcome<PlayerBalances> {
    const player = journal.file.get('find-player', playerId);
    if (!player) return { refused: 'unknown-player' };
    const balances = journal.file
      .all('list-balances', playerId)
      .map(([currency, balance]) => ({ currency: currency as string, balance: balance as Cents }));
    return { ok: { playerId, isBlocked: player[0] === 1n, balances } };
  },
} as const;

export type Operation = keyof typeof operations;
export type OperationRequest<O extends Operation> = Parameters<(typeof operations)[O]>[2];
export type OperationOutcome<O extends Operation> = ReturnType<(typeof operations)[O]>;

/** Runs an operation durably: the wallet itself, or whoever stands before it. */
export interface OperatorDesk {
  call<O extends Operation>(
    operation: O,
    request: OperationRequest<O>,
  ): Promise<OperationOutcome<O>>;
}
