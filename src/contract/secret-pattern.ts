/** Finds a secret in a text whichever of the usual ways each of its characters is escaped in. */

const NAMED: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};
/** A secret that is shorter is found as a word only: it may be part of many. */
export const WORD = 8;

/**
 * A pattern of the whole secret: each character as itself, behind backslashes, as %41 (of an address, once or
 * twice), \u0041 or \x41 (JSON and its like), &#65; or &#x41; (HTML), in any mixture and case.
 */
export function secretPattern(secret: string): RegExp {
  const body = [...secret].map(writings).join('');
  const edge = secret.length < WORD;
  return new RegExp(edge ? `(?<![\\p{L}\\p{N}])${body}(?![\\p{L}\\p{N}])` : body, 'giu');
}

const escapeSyntax = (character: string) => character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');

function writings(character: string): string {
  const point = (character.codePointAt(0) ?? 0).toString(16);
  const units = Array.from({ length: character.length }, (_, at) =>
    character.charCodeAt(at).toString(16).padStart(4, '0'),
  );
  const bytes = [...Buffer.from(character)].map((byte) => byte.toString(16).padStart(2, '0'));
  const named = NAMED[character];
  const ways = [
    `\\\\*${escapeSyntax(character)}`,
    bytes.map((hex) => `%(?:25)*${hex}`).join(''),
    units.map((hex) => `\\\\+u${hex}`).join(''),
    `\\\\+u\\{0*${point}\\}`,
    ...(point.length <= 2 ? [`\\\\+x${point.padStart(2, '0')}`] : []),
    `&(?:amp;)*#x0*${point};`,
    `&(?:amp;)*#0*${character.codePointAt(0)};`,
    ...(named ? [`&(?:amp;)*${named};`] : []),
    ...(character === ' ' ? ['\\+'] : []),
  ];
  return `(?:${ways.join('|')})`;
}
