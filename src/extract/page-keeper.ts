/** Holds what a vendor answers while it is read, so that what cannot be mapped is kept as it came. */
import type { HttpAnswer, HttpCall, Net } from '../contract/net.ts';

/** Characters of one read that are held, beside what is mapped of them; some pages tell what is wrong. */
const MOST_CHARACTERS = 4 * 1024 * 1024;
const MOST_PAGES = 8;

/** An answer, or its beginning. */
export interface RawPage {
  /** The call's name: account and report, never its address. */
  readonly call: string;
  readonly text: string;
  /** Of the whole answer. */
  readonly characters: number;
}

interface Held {
  readonly call: string;
  readonly answer: HttpAnswer;
  readonly characters: number;
  readonly letGo: (() => void) | undefined;
}

/** A network that remembers the newest answers; those that cannot be read are the ones that a failed read ends with. */
export class PageKeeper {
  readonly net: Net;
  readonly #held: Held[] = [];

  constructor(net: Net) {
    this.net = { ...net, call: (call) => net.call({ ...call, read: this.#reading(call) }) };
  }

  /** Oldest first. */
  get pages(): readonly RawPage[] {
    return this.#held.map(({ call, answer, characters }) => {
      return { call, text: answer.text.slice(0, MOST_CHARACTERS), characters };
    });
  }

  #reading<T>(call: HttpCall<T>): HttpCall<T>['read'] {
    return (answer) => {
      this.#take(call.label, answer);
      return call.read(answer);
    };
  }

  #take(call: string, answer: HttpAnswer): void {
    const last = this.#held.at(-1);
    // the same again, from a retry, tells nothing new
    if (last && isSame(last.answer, answer)) return;
    const characters = answer.ascii?.length ?? answer.text.length;
    this.#held.push({ call, answer, characters, letGo: answer.hold?.() });
    while (this.#held.length > MOST_PAGES || this.#isTooMuch()) this.#held.shift()?.letGo?.();
  }

  /** Lets go of all of them. */
  [Symbol.dispose](): void {
    for (const { letGo } of this.#held.splice(0)) letGo?.();
  }

  #isTooMuch(): boolean {
    const held = this.#held.reduce(
      (sum, page) => sum + Math.min(page.characters, MOST_CHARACTERS),
      0,
    );
    return this.#held.length > 1 && held > MOST_CHARACTERS;
  }
}

function isSame(one: HttpAnswer, other: HttpAnswer): boolean {
  if (!one.ascii || !other.ascii) return !one.ascii && !other.ascii && one.text === other.text;
  return Buffer.compare(one.ascii, other.ascii) === 0;
}
