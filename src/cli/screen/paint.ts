/** Colours where they mean something: one for what is well, one for what waits, one for what is wrong. */

const [BOLD, RED, GREEN, YELLOW] = ['1', '31', '32', '33'];

/** Words of states, as `ggr` writes them. */
const COLOUR_OF: Readonly<Record<string, string>> = {
  ok: GREEN,
  equal: GREEN,
  verified: GREEN,
  checked: GREEN,
  warning: YELLOW,
  pending: YELLOW,
  inconclusive: YELLOW,
  unproven: YELLOW,
  waived: YELLOW,
  WRONG: RED,
  STALE: RED,
  differs: RED,
  mismatch: RED,
  failed: RED,
  expired: RED,
};

const wear = (code: string, text: string) => `\u001b[${code}m${text}\u001b[0m`;

export const bold = (text: string): string => wear(BOLD, text);
export const red = (text: string): string => wear(RED, text);

/** A cell, padded or not, whose word is a state. */
export function paintState(text: string): string {
  const colour = COLOUR_OF[text.trim()];
  return colour === undefined ? text : wear(colour, text);
}
