/** Tokens that were kept: which file is believed. */
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, StoreError } from '../../src/contract/errors.ts';
import { writeNew } from '../../src/contract/own-files.ts';
import { keepToken, tokenPath } from '../../src/serve/token.ts';
import { temporaryFolder } from '../support/ggr.ts';

const KEPT = 'a-token-of-last-month';

function kept(text: string, mode: number) {
  const store = join(temporaryFolder(), 'store.duckdb');
  writeFileSync(tokenPath(store), text);
  chmodSync(tokenPath(store), mode);
  return store;
}

test('one that only others could read is kept, and from here on only its user reads it', () => {
  const store = kept(`${KEPT}\n`, 0o644);
  expect(keepToken(store)).toBe(KEPT);
  expect(statSync(tokenPath(store)).mode & 0o777).toBe(0o600);
});

test('one that others could write is not believed, and not replaced either: somebody knows it', () => {
  for (const mode of [0o666, 0o660]) {
    const store = kept(KEPT, mode);
    expect(() => keepToken(store)).toThrow(StoreError);
    expect(() => keepToken(store)).toThrow('is a file that other users can write');
    expect(readFileSync(tokenPath(store), 'utf8')).toBe(KEPT);
  }
});

test('one that can be guessed is refused, with its file', () => {
  const store = kept('fifteen-letters', 0o600);
  expect(() => keepToken(store)).toThrow(ConfigError);
  expect(() => keepToken(store)).toThrow(`${tokenPath(store)} holds a token of less than 16`);
});

test('of several who make one at once one does, and nothing else is left', () => {
  const path = tokenPath(join(temporaryFolder(), 'store.duckdb'));
  expect([writeNew(path, 'first'), writeNew(path, 'second')]).toEqual([true, false]);
  expect(readdirSync(dirname(path))).toEqual([basename(path)]);
  expect(readFileSync(path, 'utf8')).toBe('first');
});

test('an empty file is none: a new one is made, and another for those who read', () => {
  const store = kept('\n', 0o600);
  const [api, sql] = [keepToken(store), keepToken(store, 'sql')];
  expect(Buffer.from(api, 'base64url')).toHaveLength(32);
  expect(sql).not.toBe(api);
  expect([keepToken(store), keepToken(store, 'sql')]).toEqual([api, sql]);
});
