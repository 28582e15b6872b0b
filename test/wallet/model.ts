/**
 * What the wallet must answer and record, written from wallet-v2.txt and its notes and not from the
 * code: a few Maps and bigints, everything in memory, one request after the other.
 */

export interface Asked {
  readonly type: 'credit' | 'bet' | 'win' | 'cancel';
  readonly code: string;
  readonly id: bigint;
  readonly game: bigint;
  readonly amount: bigint;
  /** null: the request names no round. */
  readonly round: bigint | null;
}

export interface Session {
  readonly player: string;
  readonly currency: string;
  readonly expiresMs: number | null;
  isClosed: boolean;
}

/** A movement, or a tombstone, which moves nothing. */
export interface Moved {
  readonly kind: 'bet' | 'win' | 'cancel' | 'tombstone' | 'deposit';
  readonly player: string;
  readonly currency: string;
  readonly id: bigint | null;
  readonly amount: bigint;
  readonly flags: readonly string[];
}

/** `credit` undefined: refused. `moved` undefined: nothing was recorded. */
export interface Expected {
  readonly credit?: bigint | undefined;
  readonly moved?: Moved | undefined;
}

interface Known {
  readonly asked: Asked;
  readonly player: string;
  readonly credit: bigint;
  readonly round: string | null;
  /** The answer to its cancel, once cancelled. */
  cancelledCredit?: bigint;
}

const REFUSED: Expected = {};

export class Model {
  readonly sessions = new Map<string, Session>();
  readonly blocked = new Set<string>();
  /** By player and currency. */
  readonly credits = new Map<string, bigint>();
  /** By currency and id, oldest first. */
  readonly #known = new Map<string, Known>();

  /** What one request is answered and moves, now. */
  judge(asked: Asked, nowMs: number): Expected {
    const session = this.sessions.get(asked.code);
    if (!session) return REFUSED; // nobody knows whose it would be
    const isOver =
      session.isClosed || (session.expiresMs !== null && nowMs >= session.expiresMs);
    if (asked.type === 'credit') return isOver ? REFUSED : { credit: this.#credit(session) };
    const earlier = this.#known.get(`${session.currency} ${asked.id}`);
    if (asked.type === 'cancel') return this.#cancel(asked, session, earlier);
    if (earlier) return same(earlier.asked, asked) ? { credit: earlier.credit } : REFUSED;
    if (asked.type === 'win') return this.#record(asked, session, this.#winFlags(asked, session, nowMs));
    const isRefused =
      isOver || this.blocked.has(session.player) || asked.amount > this.#credit(session);
    return isRefused ? REFUSED : this.#record(asked, session, []);
  }

  deposit(player: string, currency: string, amount: bigint): void {
    const key = `${player} ${currency}`;
    this.credits.set(key, (this.credits.get(key) ?? 0n) + amount);
  }

  #cancel(asked: Asked, session: Session, earlier: Known | undefined): Expected {
    if (!earlier) return this.#record(asked, session, []);
    if (earlier.asked.type === 'win') return REFUSED;
    if (earlier.asked.type === 'bet' && earlier.player !== session.player) return REFUSED;
    if (earlier.asked.type === 'cancel') return { credit: earlier.credit };
    if (earlier.cancelledCredit !== undefined) return { credit: earlier.cancelledCredit };
    const { player, currency } = session;
    this.deposit(player, currency, earlier.asked.amount);
    earlier.cancelledCredit = this.#credit(session);
    const flags = this.#round(earlier.round, 'win').length > 0 ? ['round-paid'] : [];
    const { id, amount } = earlier.asked;
    return {
      credit: earlier.cancelledCredit,
      moved: { kind: 'cancel', player, currency, id, amount, flags },
    };
  }

  #record(asked: Asked, session: Session, flags: readonly string[]): Expected {
    const { player, currency } = session;
    const kind = asked.type === 'cancel' ? 'tombstone' : (asked.type as 'bet' | 'win');
    const amount = kind === 'bet' ? -asked.amount : kind === 'win' ? asked.amount : 0n;
    this.deposit(player, currency, amount);
    const credit = this.#credit(session);
    const round = kind === 'tombstone' ? null : this.#roundOf(asked, session);
    this.#known.set(`${currency} ${asked.id}`, { asked, player, credit, round });
    return { credit, moved: { kind, player, currency, id: asked.id, amount, flags } };
  }

  #winFlags(asked: Asked, session: Session, nowMs: number): string[] {
    const round = this.#roundOf(asked, session);
    const bets = this.#round(round, 'bet');
    const flags: string[] = [];
    if (bets.length === 0) flags.push('orphan');
    else if (bets.every((bet) => bet.cancelledCredit !== undefined)) flags.push('bet-cancelled');
    if (this.#round(round, 'win').length > 0) flags.push('round-paid');
    if (session.isClosed) flags.push('session-closed');
    else if (session.expiresMs !== null && nowMs >= session.expiresMs) flags.push('session-expired');
    if (this.blocked.has(session.player)) flags.push('player-blocked');
    return flags;
  }

  /** A bet without a round begins one; such a win belongs to the newest bet of its session and game. */
  #roundOf(asked: Asked, { player, currency }: Session): string | null {
    const name = (id: bigint) => `${player} ${currency} ${id}`;
    if (asked.round !== null) return name(asked.round);
    if (asked.type === 'bet') return name(asked.id);
    const bets = [...this.#known.values()].filter(
      ({ asked: bet }) => bet.type === 'bet' && bet.code === asked.code && bet.game === asked.game,
    );
    return bets.at(-1)?.round ?? null;
  }

  #round(round: string | null, type: 'bet' | 'win'): Known[] {
    if (round === null) return [];
    return [...this.#known.values()].filter((k) => k.round === round && k.asked.type === type);
  }

  #credit({ player, currency }: Session): bigint {
    return this.credits.get(`${player} ${currency}`) ?? 0n;
  }
}

function same(one: Asked, other: Asked): boolean {
  const fields = ['type', 'code', 'game', 'amount', 'round'] as const;
  return fields.every((field) => one[field] === other[field]);
}
