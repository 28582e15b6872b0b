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

/** A network that remembers the newest answers; those that cannot be read are the ones that a failed read ends with. */
export class PageKeeper {
  readonly net: Net;
  #pages: RawPage[] = [];

  constructor(net: Net) {
    this.net = { ...net, call: (call) => net.call({ ...call, read: this.#reading(call) }) };
  }

  /** Oldest first. */
  get pages(): readonly RawPage[] {
    return this.#pages;
  }

  #reading<T>(call: HttpCall<T>): HttpCall<T>['read'] {
    return (answer) => {
      this.#take(call.label, answer);
      return call.read(answer);
    };
  }

  #take(call: string, { text }: HttpAnswer): void {
    // the same again, from a retry, tells nothing new
    if (this.#pages.at(-1)?.text === text) return;
    const page = { call, text: text.slice(0, MOST_CHARACTERS), characters: text.length };
    this.#pages = [...this.#pages, page];
    while (this.#pages.length > MOST_PAGES || this.#isTooMuch()) this.#pages.shift();
  }

  #isTooMuch(): boolean {
    const held = this.#pages.reduce((sum, { text }) => sum + text.length, 0);
    return this.#pages.length > 1 && held > MOST_CHARACTERS;
  }
}
