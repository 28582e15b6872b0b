/** Notices that a walk goes in circles, with as much memory for a million pages as for one. */
import { headOfJson } from '../transform/json-head.ts';

/** A circle of no more cursors than this is noticed at once; a longer one after some rounds. */
const REMEMBERED = 1000;
/** So many pages like one before it, and it is no chance: a row that stands twice makes two. */
const REPEATS = 3;
/** Of a page's first and last record, enough to tell it from any other. */
const LOOKED_AT = 500;

/** Cursors of a walk: the newest by name, and one further back that is left behind in growing steps (Brent). */
export class CursorCircle {
  readonly #newest: Set<string>;
  readonly #far: Milestone;

  constructor(start: string) {
    this.#newest = new Set([start]);
    this.#far = new Milestone(start);
  }

  /** Whether the walk was at this cursor before. */
  isClosedBy(cursor: string): boolean {
    if (this.#newest.has(cursor) || this.#far.isAgain(cursor)) return true;
    this.#newest.add(cursor);
    for (const oldest of this.#newest) {
      if (this.#newest.size <= REMEMBERED) break;
      this.#newest.delete(oldest);
    }
    return false;
  }
}

/** Pages that come again under new cursors. */
export class PageCircle {
  readonly #far = new Milestone('');
  #repeats = 0;

  /** How often a page came again since something new did; `isEndless` when that is no chance any more. */
  look(records: readonly unknown[]): { readonly isAgain: boolean; readonly isEndless: boolean } {
    const isAgain = this.#far.isAgain(looksOf(records));
    if (isAgain) this.#repeats += 1;
    else if (this.#far.isNew) this.#repeats = 0;
    return { isAgain, isEndless: this.#repeats >= REPEATS };
  }
}

/** A thing of the past to compare with. It is moved up after 1, 2, 4, 8 … steps, so that any circle meets it. */
class Milestone {
  #at: string;
  #steps = 0;
  #reach = 1;

  constructor(at: string) {
    this.#at = at;
  }

  /** Whether the milestone was just moved. */
  get isNew(): boolean {
    return this.#steps === 0;
  }

  isAgain(here: string): boolean {
    if (here === this.#at) return true;
    this.#steps += 1;
    if (this.#steps < this.#reach) return false;
    this.#at = here;
    this.#steps = 0;
    this.#reach *= 2;
    return false;
  }
}

function looksOf(records: readonly unknown[]): string {
  const [first, last] = [records[0], records.at(-1)].map(looks);
  return `${records.length} ${first} ${last}`;
}

/** Whether two records look alike. */
export function isSame(one: unknown, other: unknown): boolean {
  return looks(one) === looks(other);
}

const looks = (record: unknown) => headOfJson(record, LOOKED_AT).head;
