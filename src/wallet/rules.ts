/**
 * The rules of Wallet API v2, and of NOTES.md where it is silent. Pure: a request and what is known
 * come in, the answer and at most one entry go out. What happened before decides before anything else,
 * so that a repeat gets its first answer even when the session has expired since.
 */
import type { Cents, EntryKind, Flag, Micros, NewEntry } from './entries.ts';
import type { RefusalName } from './refusals.ts';

/** A game server's request, checked (protocol.ts). Amounts in cents. */
export type GameRequest =
  | { readonly type: 'credit'; readonly code: string }
  | { readonly type: 'cancel'; readonly code: string; readonly id: bigint }
  | {
      readonly type: 'bet' | 'win';
      readonly code: string;
      readonly id: bigint;
      readonly game: bigint;
      readonly amount: Cents;
      readonly roundId: bigint | null;
    };
type Stake = Extract<GameRequest, { type: 'bet' | 'win' }>;
type Cancel = Extract<GameRequest, { type: 'cancel' }>;

export interface SessionFacts {
  readonly playerId: string;
  readonly currency: string;
  readonly expiresAt: Micros | null;
  readonly closedAt: Micros | null;
  readonly isBlocked: boolean;
  /** What the player has in the session's currency. */
  readonly credit: Cents;
}

export interface TransactionFacts {
  readonly kind: EntryKind;
  readonly playerId: string;
  readonly game: bigint | null;
  readonly roundId: bigint | null;
  readonly round: bigint | null;
  readonly amount: Cents;
  readonly balanceAfter: Cents;
}

export interface RoundFacts {
  readonly bets: number;
  readonly cancelled: number;
  readonly wins: number;
  /** It ended without the game server (closures.ts). */
  readonly isClosed: boolean;
}

/** A player in a currency: what outlives any session, because who reconnects gets a new code. */
export type Owner = Pick<SessionFacts, 'playerId' | 'currency'>;

/** What the rules may ask of the journal; each is one lookup in an index. */
export interface Facts {
  session(code: string): SessionFacts | undefined;
  transaction(currency: string, id: bigint): TransactionFacts | undefined;
  /** The credit after the cancel of a bet, if it was cancelled. */
  cancelled(currency: string, id: bigint): Cents | undefined;
  round(currency: string, round: bigint, playerId: string): RoundFacts;
  /**
   * The round of the player's newest bet at a game that is neither paid nor cancelled, an open one before
   * one that was closed; else of the newest.
   */
  unpaidRound(owner: Owner, game: bigint): bigint | undefined;
}

export type Answer =
  | {
      readonly result: 1;
      readonly credit: Cents;
      readonly player?: SessionFacts;
      /** The entry that this request made, for those who count; a repeat made none. */
      readonly made?: NewEntry;
    }
  | { readonly result: 0; readonly refusal: RefusalName };

export interface Verdict {
  readonly answer: Answer;
  readonly entry?: NewEntry;
}

/** One amount may be a trillion units; a credit stays far from what a DECIMAL(18,4) holds. */
export const MOST_AMOUNT: Cents = 10n ** 14n;
export const MOST_CREDIT: Cents = 9n * 10n ** 15n;
/** Of transactions and rounds (wallet-v2.txt: "a 64 bit unsigned integer"). */
export const MOST_ID = 2n ** 64n - 1n;

/** Judges one request at an instant. */
export function judge(request: GameRequest, facts: Facts, now: Micros): Verdict {
  const session = facts.session(request.code);
  if (!session) return refuse('unknown-session');
  switch (request.type) {
    case 'credit':
      return judgeCredit(session, now);
    case 'bet':
      return judgeBet(request, session, { facts, now });
    case 'win':
      return judgeWin(request, session, { facts, now });
    case 'cancel':
      return judgeCancel(request, session, facts);
    default:
      return request satisfies never;
  }
}

function judgeCredit(session: SessionFacts, now: Micros): Verdict {
  const ended = endOf(session, now);
  if (ended) return refuse(ended);
  return { answer: { result: 1, credit: session.credit, player: session } };
}

/** What a movement is judged by beside its session. */
interface Circumstances {
  readonly facts: Facts;
  readonly now: Micros;
}

function judgeBet(bet: Stake, session: SessionFacts, { facts, now }: Circumstances): Verdict {
  const earlier = facts.transaction(session.currency, bet.id);
  if (earlier) return judgeRepeat(bet, session, earlier);
  const refusal = endOf(session, now) ?? (session.isBlocked ? 'player-blocked' : undefined);
  if (refusal) return refuse(refusal);
  if (session.credit < bet.amount) return refuse('not-enough-credit');
  return move(bet, session, { amount: -bet.amount, round: bet.roundId ?? bet.id });
}

/** A win is always taken: the money is the player's, whatever became of session, player or round. */
function judgeWin(win: Stake, session: SessionFacts, { facts, now }: Circumstances): Verdict {
  const earlier = facts.transaction(session.currency, win.id);
  if (earlier) return judgeRepeat(win, session, earlier);
  const { playerId, currency } = session;
  if (session.credit + win.amount > MOST_CREDIT) return refuse('credit-limit');
  const named = win.roundId ?? facts.unpaidRound(session, win.game);
  const flags: Flag[] = [];
  const ended = endOf(session, now);
  if (ended) flags.push(ended);
  if (session.isBlocked) flags.push('player-blocked');
  const known = named === undefined ? undefined : facts.round(currency, named, playerId);
  if (!known || known.bets === 0) flags.push('orphan');
  else if (known.cancelled === known.bets) flags.push('bet-cancelled');
  if (known && known.wins > 0) flags.push('round-paid');
  if (known?.isClosed) flags.push('round-closed');
  return move(win, session, { amount: win.amount, round: named ?? win.id, flags });
}

/** A cancel gives a bet's stake back once; of an unknown bet it leaves a tombstone in its way. */
function judgeCancel(cancel: Cancel, session: SessionFacts, facts: Facts): Verdict {
  const { playerId, currency } = session;
  const bet = facts.transaction(currency, cancel.id);
  if (!bet) return move(cancel, session, { kind: 'tombstone', amount: 0n, round: null });
  if (bet.kind === 'tombstone') {
    return { answer: accept(bet.playerId === playerId ? bet.balanceAfter : session.credit) };
  }
  if (bet.kind !== 'bet') return refuse('not-a-bet');
  if (bet.playerId !== playerId) return refuse('not-yours');
  const earlier = facts.cancelled(currency, cancel.id);
  if (earlier !== undefined) return { answer: accept(earlier) };
  const { game, roundId, round } = bet;
  // no less than a win may it lift a credit to where no DECIMAL(18,4) holds it: nothing could be shipped any more
  if (session.credit - bet.amount > MOST_CREDIT) return refuse('credit-limit');
  const known = round === null ? undefined : facts.round(currency, round, playerId);
  const flags: Flag[] = [];
  if (known && known.wins > 0) flags.push('round-paid');
  if (known?.isClosed) flags.push('round-closed');
  return move({ ...cancel, game, roundId }, session, { amount: -bet.amount, round, flags });
}

/**
 * The same request again gets its first answer; the same id for anything else is refused. It may come under
 * another code of the same player, who reconnected in between.
 */
function judgeRepeat(request: Stake, { playerId }: Owner, earlier: TransactionFacts): Verdict {
  // A win too, though wins are always taken: one id is one transaction (wallet-v2.txt), and this one was answered
  // as cancelled. To pay under it would leave two meanings of one id, and a cancel with a win (refused when it comes
  // second) that would depend on which came first.
  if (earlier.kind === 'tombstone') return refuse('bet-cancelled');
  const isSame =
    earlier.kind === request.type &&
    earlier.playerId === playerId &&
    earlier.amount === (request.type === 'bet' ? -request.amount : request.amount) &&
    earlier.game === request.game;
  return isSame ? { answer: accept(earlier.balanceAfter) } : refuse('id-taken');
}

interface Move {
  readonly kind?: EntryKind;
  readonly amount: Cents;
  readonly round: bigint | null;
  readonly flags?: readonly Flag[];
}

function move(
  request: (Stake | Cancel) & { game?: bigint | null; roundId?: bigint | null },
  { playerId, currency, credit }: SessionFacts,
  { kind = request.type, amount, round, flags = [] }: Move,
): Verdict {
  const { id, code, game = null, roundId = null } = request;
  const balanceAfter = credit + amount;
  return {
    answer: accept(balanceAfter),
    entry: {
      kind,
      currency,
      id,
      key: null,
      playerId,
      code,
      game,
      roundId,
      round,
      amount,
      balanceAfter,
      flags,
    },
  };
}

function endOf(
  session: SessionFacts,
  now: Micros,
): 'session-expired' | 'session-closed' | undefined {
  if (session.closedAt !== null) return 'session-closed';
  if (session.expiresAt !== null && session.expiresAt <= now) return 'session-expired';
  return undefined;
}

function accept(credit: Cents): Answer {
  return { result: 1, credit };
}

function refuse(refusal: RefusalName): Verdict {
  return { answer: { result: 0, refusal } };
}
