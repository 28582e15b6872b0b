/**
 * Who has logged in at the page. A cookie holds a random name and never a token; what it stands for is kept here, in
 * memory, as a digest: it may read, whichever token was given, and it ends with the process.
 */
import { createHash, randomBytes } from 'node:crypto';

/** A working day; then the token is asked for again. */
const LIFE_MS = 12 * 3_600_000;
/** Far more people than a team has. */
const MOST_SESSIONS = 1000;

export interface SessionsOptions {
  readonly elapsed: () => number;
  /** Whose page it is: browsers keep the cookies of all ports of a host together. */
  readonly store: string;
}

export class Sessions {
  readonly #now: () => number;
  readonly #name: string;
  /** When each ends, the oldest first. */
  readonly #ends = new Map<string, number>();

  constructor({ elapsed, store }: SessionsOptions) {
    this.#now = elapsed;
    this.#name = `ggr_${digest(store).slice(0, 8)}`;
  }

  /** The Set-Cookie of a new one. */
  begin(isSecure: boolean): string {
    const id = randomBytes(32).toString('base64url');
    this.#ends.set(digest(id), this.#now() + LIFE_MS);
    while (this.#ends.size > MOST_SESSIONS) {
      this.#ends.delete(this.#ends.keys().next().value as string);
    }
    return this.#cookie(id, LIFE_MS / 1000, isSecure);
  }

  isKnown(cookies: string | undefined): boolean {
    const key = this.#keyOf(cookies);
    const end = key === undefined ? undefined : this.#ends.get(key);
    if (key === undefined || end === undefined) return false;
    if (end > this.#now()) return true;
    this.#ends.delete(key);
    return false;
  }

  /** The Set-Cookie that takes it away. */
  end(cookies: string | undefined): string {
    const key = this.#keyOf(cookies);
    if (key !== undefined) this.#ends.delete(key);
    return this.#cookie('', 0, false);
  }

  #keyOf(cookies: string | undefined): string | undefined {
    for (const pair of (cookies ?? '').split(';')) {
      const [name, value] = pair.trim().split('=');
      if (name === this.#name && value) return digest(value);
    }
    return undefined;
  }

  #cookie(value: string, seconds: number, isSecure: boolean): string {
    const flags = `HttpOnly; SameSite=Strict; Path=/; Max-Age=${seconds}${isSecure ? '; Secure' : ''}`;
    return `${this.#name}=${value}; ${flags}`;
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
