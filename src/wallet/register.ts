/**
 * Sessions and players of a journal: every change is an act and a row in one transaction, and what is read
 * proves itself. A row that does not, or one that only the second index knows, is damage (decision 0018).
 */
import type { Act, Acts, NewAct } from './acts.ts';
import type { Cents, Micros } from './entries.ts';
import { JournalDamage, type JournalFile, type Values } from './journal-file.ts';
import { rowSum } from './row-sum.ts';
import type { SessionFacts } from './rules.ts';

export interface SessionRow extends SessionFacts {
  readonly openedAt: Micros;
}

export class Register {
  readonly #file: JournalFile;
  readonly #acts: Acts;

  constructor(file: JournalFile, acts: Acts) {
    this.#file = file;
    this.#acts = acts;
  }

  /** The session of a code, its player and credit; undefined where both indexes know none. */
  session(code: string): SessionRow | undefined {
    const row = this.#file.get('find-session', code);
    if (!row) {
      this.#absent('find-session-again', 'a session', code);
      return undefined;
    }
    const [playerId, currency, openedAt, expiresAt, closedAt, act, sum, ...joined] = row;
    const [blocked, playerAct, playerSum, balance, balanceSum] = joined;
    prove('a session', sum, code, playerId, currency, openedAt, expiresAt, closedAt, act);
    prove('the player of a session', playerSum, playerId, blocked, playerAct);
    prove('the credit of a session', balanceSum, playerId, currency, balance);
    return {
      playerId: playerId as string,
      currency: currency as string,
      openedAt: openedAt as Micros,
      expiresAt: expiresAt as Micros | null,
      closedAt: closedAt as Micros | null,
      isBlocked: blocked === 1n,
      credit: balance as Cents,
    };
  }

  /** Whether a player is blocked; undefined of one who is not known. */
  isBlocked(playerId: string): boolean | undefined {
    const row = this.#file.get('find-player', playerId);
    if (!row) {
      this.#absent('find-player-again', 'a player', playerId);
      return undefined;
    }
    prove('a player', row[2], playerId, row[0], row[1]);
    return row[0] === 1n;
  }

  balance(playerId: string, currency: string): Cents {
    const row = this.#file.get('find-balance', playerId, currency);
    if (!row) {
      this.#absent('find-balance-again', 'a credit', playerId, currency);
      return 0n;
    }
    prove('a credit', row[1], playerId, currency, row[0]);
    return row[0] as Cents;
  }

  /** All credits of a player, by currency. */
  balances(playerId: string): { readonly currency: string; readonly balance: Cents }[] {
    const rows = this.#file.all('list-balances', playerId);
    const known = this.#file.get('count-balances-again', playerId)?.[0];
    if (known !== BigInt(rows.length))
      throw damaged('a credit', 'is missing in one of its indexes');
    return rows.map(([currency, balance, sum]) => {
      prove('a credit', sum, playerId, currency, balance);
      return { currency: currency as string, balance: balance as Cents };
    });
  }

  setBalance(playerId: string, currency: string, balance: Cents): void {
    const sum = rowSum(playerId, currency, balance);
    this.#file.run('set-balance', playerId, currency, balance, sum);
  }

  addPlayer(playerId: string): void {
    this.#file.run('add-player', playerId, rowSum(playerId, 0n, null));
  }

  /** Makes the act, and what it says so. Only inside the journal's transaction. */
  act(act: NewAct, now: Micros): Act {
    const made = this.#acts.append(act, now);
    this.apply(made);
    return made;
  }

  /** Brings sessions and players to where an act of the chain leaves them. */
  apply(act: Act): void {
    if (act.code === null) this.#applyToPlayer(act);
    else if (act.kind === 'session-opened') this.#open(act.code, act);
    else this.#close(act.code, act);
  }

  #applyToPlayer({ kind, playerId, number }: Act): void {
    const blocked = kind === 'player-blocked' ? 1n : 0n;
    this.#file.run('set-blocked', playerId, blocked, number, rowSum(playerId, blocked, number));
  }

  #open(code: string, { playerId, currency, expiresAt, actedAt, number }: Act): void {
    const openedAt = this.session(code)?.openedAt ?? actedAt;
    const of = [code, playerId, currency, openedAt, expiresAt] as const;
    this.addPlayer(playerId);
    this.#file.run('open-balance', playerId, currency, rowSum(playerId, currency, 0n));
    this.#file.run('open-session', ...of, number, rowSum(...of, null, number));
  }

  #close(code: string, { actedAt, number }: Act): void {
    const { playerId, currency, openedAt, expiresAt } = this.session(code) ?? {};
    const sum = rowSum(code, playerId, currency, openedAt, expiresAt, actedAt, number);
    this.#file.run('close-session', actedAt, number, sum, code);
  }

  #absent(witness: string, what: string, ...key: readonly string[]): void {
    if (this.#file.get(witness, ...key)) {
      throw damaged(what, 'is missing in one of its indexes');
    }
  }
}

/** No player is named: the message may end in a log. */
function prove(
  what: string,
  sum: Values[number] | undefined,
  ...columns: readonly unknown[]
): void {
  if (sum !== rowSum(...columns)) throw damaged(what, 'is not what its checksum says');
}

function damaged(what: string, how: string): JournalDamage {
  return new JournalDamage(`the wallet's journal is damaged: ${what} ${how}`);
}
