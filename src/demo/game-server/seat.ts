/**
 * A player at the game server, in one currency. It sends one request after the other, so it knows the
 * credit to the cent and can hold every answer against it.
 */
import { type Random, randomOf } from '../random.ts';
import type { Book, Cents, RoundKey } from './book.ts';
import type { Delivery, Line } from './line.ts';
import { type Misbehaviour, spoilBet, takeMisdeed } from './misbehaviour.ts';
import {
  type Account,
  readAnswer,
  type WalletAnswer,
  type WalletRequest,
  withoutTime,
  writeBody,
} from './protocol.ts';

/** What every seat of a game server shares. */
export interface House {
  readonly line: Line;
  readonly book: Book;
  readonly seed: number;
  readonly now: () => number;
  readonly misbehave: Misbehaviour;
  /** Told of each answer that is not the document's, or not the expected one. */
  readonly surprise: (message: string) => void;
}

/** A round as the seat plays it. */
export interface Round {
  readonly id: bigint;
  readonly code: string;
  readonly game: number;
  /** Whether its requests name it (round_id), as the newer games of the document do. */
  readonly isNumbered: boolean;
}

type Stake = Extract<WalletRequest, { type: 'bet' | 'win' }>;
type Expected = 'done' | 'refused';

interface BetOptions {
  /** The round's own without one: its first bet. */
  readonly id?: bigint;
  /** What the wallet's answer must be; without it the credit tells. */
  readonly expected?: Expected;
}

const DELIVERIES: readonly Delivery[] = ['once', 'once', 'once', 'once', 'once', 'again', 'twins'];
/** Answered requests that may be sent again much later. */
const REMEMBERED = 50;

export class Seat {
  readonly account: Account;
  /** Its sessions. */
  readonly codes: readonly string[];
  readonly random: Random;
  credit: Cents = 0n;
  readonly #house: House;
  readonly #answered: { readonly request: Stake; readonly text: string }[] = [];
  #nextId: bigint;

  constructor(
    house: House,
    place: { account: Account; codes: readonly string[]; firstId: bigint },
  ) {
    this.#house = house;
    this.account = place.account;
    this.codes = place.codes;
    this.random = randomOf(house.seed, 'seat', place.account.playerId, place.account.currency);
    this.#nextId = place.firstId;
  }

  /** An id that this currency never saw. */
  takeId(): bigint {
    const id = this.#nextId;
    this.#nextId += 1n;
    return id;
  }

  /** Asks for the credit, which the operator may have changed. */
  async sitDown(): Promise<void> {
    const [code = ''] = this.codes;
    const { text } = await this.#house.line.deliver(
      () => this.#body({ code, type: 'credit' }),
      'once',
    );
    const answer = readAnswer('credit', text);
    const { playerId, currency } = this.account;
    const account = answer.kind === 'done' ? answer.account : undefined;
    if (answer.kind === 'done' && account?.playerId === playerId && account.currency === currency) {
      this.credit = answer.credit;
    } else {
      this.#surprise('credit', 'its player and currency', answer);
    }
  }

  /** Places a bet; true where the wallet confirmed it. */
  async bet(round: Round, amount: Cents, options: BetOptions = {}): Promise<boolean> {
    const { code, game } = round;
    const { id = round.id, expected } = options;
    const request: Stake = { bet: amount, code, game, id, ...roundIdOf(round), type: 'bet' };
    const isCovered = this.credit >= amount;
    const isDone = await this.#send(request, -amount, expected ?? (isCovered ? 'done' : 'refused'));
    if (isDone) this.#house.book.bet(this.#key(round), id, amount);
    await this.#misbehave(request);
    return isDone;
  }

  /** Ends a round with a win, which the wallet has to take. */
  async win(round: Round, amount: Cents): Promise<void> {
    const { code, game } = round;
    const id = this.takeId();
    const request: Stake = { code, game, id, ...roundIdOf(round), type: 'win', win: amount };
    if (await this.#send(request, amount, 'done')) this.#house.book.win(this.#key(round), amount);
  }

  /** Cancels a bet of `stake`, or with 0 one that the wallet never confirmed; from any session. */
  async cancel(round: Round, id: bigint, stake: Cents): Promise<void> {
    const code = this.random.pick(this.codes);
    const request: WalletRequest = { code, id, type: 'cancel', ...roundIdOf(round) };
    if (await this.#send(request, stake, 'done')) this.#house.book.cancel(this.#key(round), id);
  }

  /** Sends an old request again: the answer is its first one, and nothing moves. */
  async repeatOld(): Promise<void> {
    if (this.#answered.length === 0) return;
    const { request, text } = this.random.pick(this.#answered);
    this.#house.line.copies += 1;
    const again = await this.#house.line.deliver(() => this.#body(request), 'once');
    if (withoutTime(again.text) !== withoutTime(text)) {
      this.#surprise(`${request.type} ${request.id} sent again`, text, again.text);
    }
  }

  async #send(
    request: Exclude<WalletRequest, { type: 'credit' }>,
    moves: Cents,
    expected: Expected,
  ) {
    const delivery = this.random.pick(DELIVERIES);
    const { text, isSteady } = await this.#house.line.deliver(() => this.#body(request), delivery);
    const what = `${request.type} ${request.id}`;
    if (!isSteady) this.#surprise(`${what}, ${delivery}`, 'one answer to every copy', text);
    const answer = readAnswer(request.type, text);
    const credit = expected === 'done' ? this.credit + moves : undefined;
    const isRight =
      answer.kind === expected && (answer.kind !== 'done' || answer.credit === credit);
    if (!isRight) this.#surprise(what, `${expected} ${credit ?? ''}`, answer);
    if (answer.kind !== 'done') return false;
    this.credit = answer.credit;
    if (request.type !== 'cancel') this.#remember(request, text);
    return true;
  }

  #remember(request: Stake, text: string): void {
    this.#answered.push({ request, text });
    if (this.#answered.length > REMEMBERED) this.#answered.shift();
  }

  /** Sends what is due of the misdeeds; that nothing moved shows in the next right answer. */
  async #misbehave(bet: Stake): Promise<void> {
    const misdeed = bet.type === 'bet' ? takeMisdeed(this.#house.misbehave) : undefined;
    if (misdeed === undefined || bet.type !== 'bet') return;
    const body = spoilBet(misdeed, bet, this.takeId());
    const { text } = await this.#house.line.deliver(() => body, 'once');
    const answer = readAnswer('bet', text);
    if (answer.kind !== 'refused') this.#surprise(misdeed, 'refused', answer);
  }

  #body(request: WalletRequest): string {
    return writeBody(request, this.#house.now());
  }

  #key(round: Round): RoundKey {
    return { currency: this.account.currency, round: round.id };
  }

  #surprise(what: string, expected: string, got: WalletAnswer | string): void {
    const answer = typeof got === 'string' ? got : inWords(got);
    this.#house.surprise(`${this.account.currency} ${what}: expected ${expected}, got ${answer}`);
  }
}

function roundIdOf({ id, isNumbered }: Round): { round_id?: bigint } {
  return isNumbered ? { round_id: id } : {};
}

function inWords(answer: WalletAnswer): string {
  switch (answer.kind) {
    case 'done':
      return `result 1, credit ${answer.credit}`;
    case 'refused':
      return `err_code ${answer.errCode}`;
    case 'misshapen':
      return `an answer of another shape: ${answer.why}`;
    default:
      return answer satisfies never;
  }
}
