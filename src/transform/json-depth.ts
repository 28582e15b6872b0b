/**
 * How deep a document may be nested. No record of a vendor comes near it, and whatever is done with a
 * value once it is parsed recurses: one record of a million brackets must not take its page along.
 */
import { Refusal } from '../contract/errors.ts';

/** Levels of a whole answer, its envelope among them. */
export const MOST_LEVELS = 64;

const TOO_DEEP = `nested deeper than ${MOST_LEVELS} levels`;
/** What stands in the text where a part was cut out. */
const MARK = '\u0000cut:';

/** A part of a document below its last level, as the text it was. */
export class TooDeep {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Whoever writes the value that holds it refuses the record. */
  toJSON(): never {
    throw new Refusal('record', TOO_DEEP);
  }
}

/** A text without what is nested too deeply, and what was cut out; the text itself where nothing is. */
export function cutDeep(text: string): { text: string; cut: readonly TooDeep[] } {
  const cut: TooDeep[] = [];
  const kept: string[] = [];
  let depth = 0;
  let end = 0; // of what was kept or cut
  let start = 0; // of what is cut
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = closingQuote(text, i);
    else if ((code & BRACES_AS_BRACKETS) === OPENS) {
      depth += 1;
      if (depth === MOST_LEVELS + 1) start = i;
    } else if ((code & BRACES_AS_BRACKETS) === CLOSES) {
      depth -= 1;
      if (depth !== MOST_LEVELS) continue;
      kept.push(text.slice(end, start), JSON.stringify(`${MARK}${cut.length}`));
      end = i + 1;
      cut.push(new TooDeep(text.slice(start, end)));
    }
  }
  // what never closes is no JSON, and must not reach a parser that recurses
  if (depth > MOST_LEVELS) throw new SyntaxError(TOO_DEEP);
  return cut.length === 0 ? { text, cut } : { text: kept.join('') + text.slice(end), cut };
}

const QUOTE = 34;
const BACKSLASH = 92;
/** '{' and '[' differ in one bit, and so do '}' and ']'. */
const BRACES_AS_BRACKETS = 0xdf;
const OPENS = 91;
const CLOSES = 93;

/** The index of the quote that ends the string that begins at `start`; the text's end without one. */
function closingQuote(text: string, start: number): number {
  for (let i = text.indexOf('"', start + 1); i >= 0; i = text.indexOf('"', i + 1)) {
    let escapes = 0;
    while (text.charCodeAt(i - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return i;
  }
  return text.length;
}

/** For a parser's reviver: puts back what cutDeep has cut out. */
export function restore(cut: readonly TooDeep[]): (name: string, value: unknown) => unknown {
  return (_, value) => {
    if (typeof value !== 'string' || !value.startsWith(MARK)) return value;
    return cut[Number(value.slice(MARK.length))] ?? value;
  };
}
