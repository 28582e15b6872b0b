/** The bearer tokens of the internal address: set, or made once and kept beside the store. */
import { randomBytes } from 'node:crypto';
import { closeSync, constants, fchmodSync, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Config } from '../config/config.ts';
import { LEAST_TOKEN } from '../config/variables.ts';
import { asDiskFault } from '../contract/disk-faults.ts';
import { ConfigError } from '../contract/errors.ts';
import { planted, refusePlanted, writeNew, writeWhole } from '../contract/own-files.ts';
import { rememberSecrets } from '../contract/secrets.ts';
import type { Tokens } from './access.ts';

export type TokenName = keyof Tokens;

const ENDINGS: Readonly<Record<TokenName, string>> = { api: 'token', sql: 'sql-token' };

/** Where a token is kept when none is set. */
export const tokenPath = (storePath: string, name: TokenName = 'api'): string =>
  `${storePath}.${ENDINGS[name]}`;

/** Both, as they are set or kept. Throws StoreError or ConfigError where a kept one cannot be trusted or written. */
export function keepTokens({ warehouse, serve }: Pick<Config, 'warehouse' | 'serve'>): Tokens {
  const api = serve.apiToken ?? keepToken(warehouse);
  const sql = serve.sqlToken ?? keepToken(warehouse, 'sql');
  rememberSecrets([api, sql]);
  return { api, sql };
}

/** The token in that file, or undefined. Whoever sends it asks for a proof first: it is believed as it stands. */
export function readToken(storePath: string): string | undefined {
  try {
    return readFileSync(tokenPath(storePath), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The kept token, or a new one of 32 random bytes in a file that only its user can read. */
export function keepToken(storePath: string, name: TokenName = 'api'): string {
  const path = tokenPath(storePath, name);
  const kept = readOwn(path);
  if (kept !== undefined) return kept;
  const token = randomBytes(32).toString('base64url');
  // the units of systemd start at once: what one of them has made is everybody's
  if (writeNew(path, `${token}\n`)) return token;
  const theirs = readOwn(path);
  if (theirs !== undefined) return theirs;
  writeWhole(path, `${token}\n`);
  return token;
}

/** A file that somebody else could write holds a token that somebody else knows. */
function readOwn(path: string): string | undefined {
  refusePlanted(path);
  const file = open(path);
  if (file === undefined) return undefined;
  try {
    const { uid, mode } = fstatSync(file);
    if (uid !== process.geteuid?.()) throw planted(path, "another user's file");
    if ((mode & 0o022) !== 0) throw planted(path, 'a file that other users can write');
    fchmodSync(file, 0o600);
    const token = readFileSync(file, 'utf8').trim();
    if (token !== '' && token.length < LEAST_TOKEN) throw tooShort(path);
    return token || undefined;
  } finally {
    closeSync(file);
  }
}

function open(path: string): number | undefined {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw asDiskFault(error, path);
  }
}

function tooShort(path: string): ConfigError {
  return new ConfigError(`${path} holds a token of less than ${LEAST_TOKEN} characters`, {
    hint: 'remove the file: the daemon makes a new one when it starts',
  });
}
