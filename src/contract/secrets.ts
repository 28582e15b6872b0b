/**
 * Secrets that are configured never stand in a text that is stored, logged or shown. A vendor, a proxy or a
 * library may repeat one in an answer or an error, in whatever writing; so every error is made without
 * them, and what the terminal and the log say passes here once more.
 *
 * They are known to the process, and not handed around: the error that repeats one is thrown by code that
 * knows no configuration.
 */
import { secretPattern, WORD } from './secret-pattern.ts';

export const MASK = '********';

/** So many characters of a secret in a row are as good as it: a vendor's message may be cut anywhere. */
const PIECE = WORD;
/** What is shorter is no secret: everything would be masked. */
const SHORTEST = 4;
/** Without one of these a text holds a secret as it is, or not at all: ten times as fast to find. */
const ESCAPES = /[\\%&+]/;

interface Secret {
  readonly lowered: string;
  readonly pattern: RegExp;
}

const secrets = new Map<string, Secret>();
const pieces = new Set<string>();

/** From here on these stand in no text that passes `withoutSecrets`. */
export function rememberSecrets(values: Iterable<string | undefined>): void {
  for (const value of values) {
    if (value === undefined || value.length < SHORTEST || secrets.has(value)) continue;
    secrets.set(value, { lowered: value.toLowerCase(), pattern: secretPattern(value) });
    for (const form of plainForms(value)) {
      for (let at = 0; at + PIECE <= form.length; at += 1) pieces.add(form.slice(at, at + PIECE));
    }
  }
}

/** The text with every configured secret masked, and every piece of one that tells as much. */
export function withoutSecrets(text: string): string {
  if (secrets.size === 0 || text.length < SHORTEST) return text;
  const mayBeEscaped = ESCAPES.test(text);
  const low = text.toLowerCase();
  let clean = text;
  for (const { lowered, pattern } of secrets.values()) {
    if (mayBeEscaped || low.includes(lowered)) clean = clean.replace(pattern, MASK);
  }
  return withoutPieces(clean);
}

/** As it is, as hex, and as base64 at whatever place of a longer text: there it begins at one of three bits. */
function plainForms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const encoded = [0, 1, 2].flatMap((shift) => {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]);
    // characters that hold bits of a neighbour are left out
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor((shifted.length * 8) / 6);
    return (['base64', 'base64url'] as const).map((way) => shifted.toString(way).slice(from, to));
  });
  return [secret, hex, hex.toUpperCase(), ...encoded];
}

function withoutPieces(text: string): string {
  let clean = '';
  let kept = 0;
  for (let at = 0; at + PIECE <= text.length; at += 1) {
    if (!pieces.has(text.slice(at, at + PIECE))) continue;
    const from = at;
    while (pieces.has(text.slice(at, at + PIECE))) at += 1;
    clean += text.slice(kept, from) + MASK;
    kept = at + PIECE - 1;
    at = kept - 1;
  }
  return clean + text.slice(kept);
}
