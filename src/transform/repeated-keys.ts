/** Whether a key came twice in a page, by 32 bits of each: two that share them only send their page the careful way. */

const MIX = 0x9e3779b1;
const WORD = 4;
/** Free places between those that are taken. */
const SLACK = 4;

export class RepeatedKeys {
  readonly #ascii: DataView;
  readonly #slots: Int32Array;

  /** Among these bytes; `slots` are as many as `slotsFor` says, and hold nothing yet. */
  constructor(ascii: DataView, slots: Int32Array) {
    this.#ascii = ascii;
    this.#slots = slots;
  }

  /** For so many keys at most. */
  static slotsFor(keys: number): number {
    return 2 ** Math.ceil(Math.log2(keys * SLACK));
  }

  /** Whether the key that stands there may have come before; from now on it has. */
  isMet(start: number, end: number): boolean {
    const slots = this.#slots;
    const last = slots.length - 1;
    const hash = this.#hash(start, end) || 1; // 0 is a free slot
    let slot = hash & last;
    for (; slots[slot] !== 0; slot = (slot + 1) & last) if (slots[slot] === hash) return true;
    slots[slot] = hash;
    return false;
  }

  #hash(start: number, end: number): number {
    let hash = end - start;
    let at = start;
    for (; at + WORD <= end; at += WORD) hash = mix(hash, this.#ascii.getInt32(at, true));
    for (; at < end; at += 1) hash = mix(hash, this.#ascii.getUint8(at));
    return hash;
  }
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, MIX);
  return mixed ^ (mixed >>> 15);
}
