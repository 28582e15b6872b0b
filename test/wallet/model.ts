/**
 * What the wallet must answer and record, written from wallet-v2.txt and its notes and not from the
 * code: a few Maps and bigints in memory. `judge` looks, `take` remembers.
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
  expiresMs: number | null;
  isClosed: boolean;
}

/** What is recorded; a tombstone moves nothing. */
export interface Moved {
  readonly kind: 'bet' | 'win' | 'cancel' | 'tombstone';
  readonly player: string;
  readonly currency: string;
  readonly id: bigint;
  readonly amount: bigint;
  readonly flags: readonly string[];
}

/** `credit` undefined: refused. `moved` undefined: nothing is recorded. */
export interface Expected {
  readonly credit?: bigint;
  readonly moved?: Moved;
}

interface Known {
  readonly asked: Asked;
  readonly player: string;
  /** The credit in its answer. */
  readonly credit: bigint;
  readonly round: string;
  /** The credit in the answer to its cancel, once cancelled. */
  cancelledCredit?: bigint;
  readonly atMs: number;
}

/** A round that ended without the game server. */
export interface Closed {
  readonly player: string;
  readonly currency: string;
  readonly round: bigint;
  readonly cause: 'timed-out' | 'closed-by-hand';
}

type Owner = Pick<Session, 'player' | 'currency'>;

const REFUSED: Expected = {};

export class Model {
  readonly sessions = new Map<string, Session>();
  readonly blocked = new Set<string>();
  /** By player and currency. */
  readonly credits = new Map<string, bigint>();
  /** In the order in which they were closed. */
  readonly closed: Closed[] = [];
  /** By currency and id, oldest first. */
  readonly #known = new Map<string, Known>();

  /** What a request is answered and moves at this moment. */
  judge(asked: Asked, nowMs: number): Expected {
    const session = this.sessions.get(asked.code);
    if (!session) return REFUSED; // nobody knows whose it would be
    const credit = this.creditOf(session);
    const end = endOf(session, nowMs);
    if (asked.type === 'credit') return end ? REFUSED : { credit };
    const earlier = this.#known.get(`${session.currency} ${asked.id}`);
    if (asked.type === 'cancel') return this.#cancel(asked, session, earlier);
    if (earlier) return isSame(earlier, asked, session) ? { credit: earlier.credit } : REFUSED;
    const { type: kind, id, amount } = asked;
    const isBlocked = this.blocked.has(session.player);
    if (kind === 'bet' && (end || isBlocked || amount > credit)) return REFUSED;
    const flags = kind === 'bet' ? [] : this.#winFlags(asked, session);
    if (kind === 'win' && end) flags.push(end);
    if (kind === 'win' && isBlocked) flags.push('player-blocked');
    return expect(session, credit, { kind, id, amount: kind === 'bet' ? -amount : amount, flags });
  }

  /** Remembers what `judge` said of a request. */
  take(asked: Asked, { credit = 0n, moved }: Expected, nowMs = 0): void {
    if (!moved) return;
    const { player, currency, id } = moved;
    this.credits.set(`${player} ${currency}`, credit);
    const bet = this.#known.get(`${currency} ${id}`);
    if (bet) bet.cancelledCredit = credit;
    else {
      const round = this.#roundOf(asked, moved);
      this.#known.set(`${currency} ${id}`, { asked, player, credit, round, atMs: nowMs });
    }
  }

  creditOf({ player, currency }: Pick<Session, 'player' | 'currency'>): bigint {
    return this.credits.get(`${player} ${currency}`) ?? 0n;
  }

  /** Closes what is open and whose newest bet is as old as that: since then nobody has ended it. */
  timeOut(nowMs: number, afterMs: number): void {
    for (const round of new Set([...this.#known.values()].map((known) => known.round))) {
      const newest = this.#round(round, 'bet').at(-1);
      if (newest && newest.atMs <= nowMs - afterMs && this.#isOpen(round)) {
        this.#close(round, 'timed-out');
      }
    }
  }

  /** Closes a round by hand: its number, else a transaction in it. Whether there is one, of one player, and how. */
  closeByHand(currency: string, id: bigint): 'closed' | 'closed before' | 'refused' {
    const played = [...this.#known.values()].filter((known) => known.asked.type !== 'cancel');
    const rounds = new Set(played.map((known) => known.round));
    const named = [...rounds].filter((round) => round.endsWith(` ${currency} ${id}`));
    const { asked, round } = this.#known.get(`${currency} ${id}`) ?? {};
    const found = named.length === 0 && round && asked?.type !== 'cancel' ? [round] : named;
    const [only, another] = found;
    if (only === undefined || another !== undefined) return 'refused';
    if (this.#isClosed(only)) return 'closed before';
    if (!this.#isOpen(only)) return 'refused';
    this.#close(only, 'closed-by-hand');
    return 'closed';
  }

  #close(key: string, cause: Closed['cause']): void {
    const [player = '', currency = '', round = ''] = key.split(' ');
    this.closed.push({ player, currency, round: BigInt(round), cause });
  }

  #isClosed(key: string): boolean {
    return this.closed.some((it) => `${it.player} ${it.currency} ${it.round}` === key);
  }

  #isOpen(round: string): boolean {
    const bets = this.#round(round, 'bet');
    const hasStake = bets.some((bet) => bet.cancelledCredit === undefined);
    return hasStake && this.#round(round, 'win').length === 0 && !this.#isClosed(round);
  }

  #cancel({ id }: Asked, session: Session, earlier: Known | undefined): Expected {
    const credit = this.creditOf(session);
    if (!earlier) return expect(session, credit, { kind: 'tombstone', id, amount: 0n, flags: [] });
    const isOwn = earlier.player === session.player;
    if (earlier.asked.type === 'cancel') return { credit: isOwn ? earlier.credit : credit };
    if (earlier.asked.type === 'win' || !isOwn) return REFUSED;
    if (earlier.cancelledCredit !== undefined) return { credit: earlier.cancelledCredit };
    const flags = this.#round(earlier.round, 'win').length > 0 ? ['round-paid'] : [];
    if (this.#isClosed(earlier.round)) flags.push('round-closed');
    return expect(session, credit, { kind: 'cancel', id, amount: earlier.asked.amount, flags });
  }

  #winFlags(win: Asked, session: Session): string[] {
    if (win.round === null && !this.#newestBet(win, session)) return ['orphan']; // in no round at all
    const round = this.#roundOf(win, session);
    const bets = this.#round(round, 'bet');
    const flags: string[] = [];
    if (bets.length === 0) flags.push('orphan');
    else if (bets.every((bet) => bet.cancelledCredit !== undefined)) flags.push('bet-cancelled');
    if (this.#round(round, 'win').length > 0) flags.push('round-paid');
    if (this.#isClosed(round)) flags.push('round-closed');
    return flags;
  }

  /** Without one named: that of a win's newest bet, else the request begins its own. */
  #roundOf(asked: Asked, { player, currency }: { player: string; currency: string }): string {
    const bet = asked.type === 'win' ? this.#newestBet(asked, { player, currency }) : undefined;
    return `${player} ${currency} ${asked.round ?? bet?.round ?? bet?.id ?? asked.id}`;
  }

  /**
   * A win without a round belongs to its player's newest bet at that game, in whatever session, that is not
   * cancelled and not paid: one that still waits before one whose round was closed. Where all are, to the newest.
   */
  #newestBet({ game }: Asked, { player, currency }: Owner): Asked | undefined {
    const bets = [...this.#known.values()]
      .filter(
        ({ asked, round }) => asked.type === 'bet' && round.startsWith(`${player} ${currency} `),
      )
      .filter(({ asked }) => asked.game === game)
      .reverse();
    const unpaid = bets.filter(
      (bet) => bet.cancelledCredit === undefined && this.#round(bet.round, 'win').length === 0,
    );
    const open = unpaid.find((bet) => !this.#isClosed(bet.round));
    return (open ?? unpaid[0] ?? bets[0])?.asked;
  }

  #round(round: string, type: 'bet' | 'win'): Known[] {
    return [...this.#known.values()].filter((k) => k.round === round && k.asked.type === type);
  }
}

function expect(
  { player, currency }: Session,
  credit: bigint,
  moved: Omit<Moved, 'player' | 'currency'>,
): Expected {
  return { credit: credit + moved.amount, moved: { player, currency, ...moved } };
}

function endOf({ isClosed, expiresMs }: Session, nowMs: number): string | undefined {
  if (isClosed) return 'session-closed';
  return expiresMs !== null && nowMs >= expiresMs ? 'session-expired' : undefined;
}

/** The notes name what makes two requests the same; neither the round nor the session's code is among it. */
function isSame({ asked, player }: Known, other: Asked, session: Session): boolean {
  const isAlike = (['type', 'game', 'amount'] as const).every((f) => asked[f] === other[f]);
  return isAlike && player === session.player;
}
