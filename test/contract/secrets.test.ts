/** Configured secrets in the writings in which vendors, proxies and libraries repeat them. */
import { describe, expect, test } from 'vitest';
import { GgrError, UsageError } from '../../src/contract/errors.ts';
import { MASK, rememberSecrets, withoutSecrets } from '../../src/contract/secrets.ts';

const SECRET = 'k3y/with+odd="chars&é\\ 7fQz0';
const PLAIN = 'Zq81vTe94LmX02pWdr5sKbYc';
const SHORT = 'q7w';
const WORD = 'tango5';
rememberSecrets([SECRET, PLAIN, SHORT, WORD, undefined]);

const hexed = (text: string, of: (hex: string) => string) =>
  [...Buffer.from(text)].map((byte) => of(byte.toString(16).padStart(2, '0'))).join('');
const WRITINGS: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (s) => s,
  'in capitals': (s) => s.toUpperCase(),
  'as a part of an address': encodeURIComponent,
  'as a part of an address twice': (s) => encodeURIComponent(encodeURIComponent(s)),
  'as a form': (s) => new URLSearchParams({ s }).toString().slice(2),
  'byte by byte': (s) => hexed(s, (hex) => `%${hex}`),
  'as JSON': (s) => JSON.stringify(s),
  'as JSON in JSON': (s) => JSON.stringify(JSON.stringify(s)),
  'as JSON of ASCII': (s) =>
    [...s].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
  'as HTML': (s) => s.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  'as HTML numbers': (s) => [...s].map((c) => `&#${c.codePointAt(0)};`).join(''),
  'as hex': (s) => hexed(s, (hex) => hex),
  'as hex in capitals': (s) => hexed(s, (hex) => hex.toUpperCase()),
};

describe.for(Object.entries(WRITINGS))('written %s', ([, write]) => {
  test.for([SECRET, PLAIN])('a secret is masked: %s', (secret) => {
    const said = withoutSecrets(`before <${write(secret)}> after`);
    expect(said).toMatch(/^before <.*\*{8}.*> after$/);
    expect(said).not.toContain(write(secret));
    // nothing of it is left between the masks
    expect(said.replaceAll(MASK, '').length).toBeLessThan('before <> after'.length + 14);
  });
});

test.for([0, 1, 2, 3])(
  'in base64 of more, %i bytes before it, nothing of it can be read',
  (shift) => {
    for (const way of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${'-'.repeat(shift)}${PLAIN}:x`).toString(way);
      const left = withoutSecrets(text).replaceAll(MASK, '');
      expect(left.length).toBeLessThan(10);
    }
  },
);

test('a secret that was cut is masked at either end, down to eight characters', () => {
  expect(withoutSecrets(`cut ${PLAIN.slice(0, 8)}`)).toBe(`cut ${MASK}`);
  expect(withoutSecrets(`…${PLAIN.slice(5)} and on`)).toBe(`…${MASK} and on`);
  expect(withoutSecrets(`${PLAIN}${PLAIN.slice(0, 12)}`)).not.toContain(PLAIN.slice(0, 8));
});

test('a short one is masked as a word, and one of three characters never: it is part of everything', () => {
  expect(withoutSecrets('tango5 "TANGO5" tango55 q7w')).toBe(`${MASK} "${MASK}" tango55 q7w`);
});

test('what holds none stays as it is', () => {
  const text = 'account pv: code 7 "no right"; 100% of \\u0041 &amp; more, é\u202e';
  expect(withoutSecrets(text)).toBe(text);
});

test('every error of ours is made without them: message, hint and stack', () => {
  const error = new UsageError(`the vendor says ${PLAIN}`, { hint: `look at ${PLAIN}` });
  expect(error).toBeInstanceOf(GgrError);
  for (const text of [error.message, error.hint, error.stack]) {
    expect(text).toContain(MASK);
    expect(text).not.toContain(PLAIN);
  }
});
