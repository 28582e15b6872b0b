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
    const isNews = known?.closedAt !== null || known.expiresAt !== expiresAt;
    if (isNews) journal.register.act({ kind: 'session-opened', ...request }, now);
    return { ok: { isNew: known === undefined } };
  },

  closeSession(journal: Journal, now: Micros, code: string): Outcome<null> {
    const known = journal.session(code);
    if (!known) return { refused: 'unknown-session' };
    const { playerId, currency, expiresAt, closedAt } = known;
    const act = { kind: 'session-closed', code, playerId, currency, expiresAt } as const;
    if (closedAt === null) journal.register.act(act, now);
    return { ok: null };
  },

  transfer(journal: Journal, now: Micros, request: TransferRequest): Outcome<Transferred> {
    const { playerId, currency, amount, key } = request;
    const earlier = journal.transfer(key);
    if (earlier) {
      const isSame =
        earlier.playerId === playerId && earlier.currency === currency && earlier.amount === amount;
      if (!isSame) return { refused: 'key-taken' };
      return { ok: { seq: earlier.seq, balance: earlier.balanceAfter, isRepeat: true } };
    }
    const after = journal.balance(playerId, currency) + amount;
    if (after < 0n) return { refused: 'not-enough-credit' };
    if (after > MOST_CREDIT) return { refused: 'credit-limit' };
    journal.register.addPlayer(playerId);
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

  block(journal: Journal, now: Micros, { playerId, isBlocked }: BlockRequest): Outcome<null> {
    const known = journal.register.isBlocked(playerId);
    const kind = isBlocked ? 'player-blocked' : 'player-unblocked';
    const act = { kind, playerId, code: null, currency: null, expiresAt: null } as const;
    if (known !== isBlocked) journal.register.act(act, now);
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
    const isBlocked = journal.register.isBlocked(playerId);
    if (isBlocked === undefined) return { refused: 'unknown-player' };
    return { ok: { playerId, isBlocked, balances: journal.register.balances(playerId) } };
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
