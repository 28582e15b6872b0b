/** The bearer token of the internal address: set, or made once and kept beside the store. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { asDiskFault } from '../contract/disk-faults.ts';

/** Where the token is kept when none is set. */
export const tokenPath = (storePath: string): string => `${storePath}.token`;

/** The token in that file, or undefined. */
export function readToken(storePath: string): string | undefined {
  try {
    return readFileSync(tokenPath(storePath), 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The kept token, or a new one of 32 random bytes in a file that only its user can read. Throws StoreError where it cannot be written. */
export function keepToken(storePath: string): string {
  const path = tokenPath(storePath);
  const kept = readToken(storePath);
  if (kept !== undefined) {
    chmodSync(path, 0o600);
    return kept;
  }
  const token = randomBytes(32).toString('base64url');
  // under another name first: a command that reads at this moment sees a whole token or none
  try {
    writeFileSync(`${path}.new`, `${token}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw asDiskFault(error, path);
  }
  return token;
}

/** What is wrong with an Authorization header: 401 without a bearer token, 403 with a wrong one. */
export function refuseToken(header: string | undefined, token: string): 401 | 403 | undefined {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
  if (given === undefined) return 401;
  return isSame(given, token) ? undefined : 403;
}

/** In a time that tells nothing of where they differ: digests have one length. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
