/**
 * Characters that a terminal obeys or that turn a line around, made visible: a player may be called anything,
 * and a name must not move the cursor, colour a figure, forge a line or swap the order of columns.
 */

/**
 * Control characters, those that set a direction, line separators, halves of a pair, and everything else
 * that has no width; but for the joiners U+200C and U+200D, which Persian and Hindi words and emoji need.
 */
const UNSEEN =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;
/** The same in a text of ours, whose lines and columns are ours too. */
const UNSEEN_IN_LINES = new RegExp(`(?![\\n\\t])${UNSEEN.source}`, 'gu');

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A value of a vendor's on one line, such as a cell of a table: \n, \x1b, \u202e stand for what they are. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** The same where line ends and tabs are ours. */
export function visibleLines(text: string): string {
  return text.replace(UNSEEN_IN_LINES, escaped);
}

/** JSON that means the same and holds no such character: inside a string, the only place for one, it may be \u202e. */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN_IN_LINES, (character) =>
    Array.from({ length: character.length }, (_, at) => unit(character.charCodeAt(at))).join(''),
  );
}

const unit = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (SHORT[character] !== undefined) return SHORT[character];
  if (code > 0xffff) return `\\u{${code.toString(16)}}`;
  return code > 0xff ? unit(code) : `\\x${code.toString(16).padStart(2, '0')}`;
}
