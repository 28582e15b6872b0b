/** Who may do what at the internal address: one token moves money and does everything, the other only reads. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** The bearer tokens of the internal address. */
export interface Tokens {
  /** GGR_API_TOKEN: everything, money too. */
  readonly api: string;
  /** GGR_SQL_TOKEN: reads. */
  readonly sql: string;
}

export type Role = 'operator' | 'reader';

/** What a reader may ask, as "METHOD route"; routes that come later belong to the operator until they are named here. */
const READING: ReadonlySet<string> = new Set([
  'GET /',
  'GET /metrics',
  'GET /status.json',
  'POST /publish',
  'POST /sql',
]);

/** Whom an Authorization header names: undefined without a bearer token, "nobody" with a wrong one. */
export function roleOf(header: string | undefined, tokens: Tokens): Role | 'nobody' | undefined {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
  if (given === undefined) return undefined;
  // both are compared whatever the first says: the time tells nothing
  const [isApi, isSql] = [isSame(given, tokens.api), isSame(given, tokens.sql)];
  if (isApi) return 'operator';
  return isSql ? 'reader' : 'nobody';
}

/** Whether a role may call a route (its pattern, not the address); HEAD is a GET without its body. */
export function may(role: Role, method: string, route: string | undefined): boolean {
  if (role === 'operator') return true;
  return READING.has(`${method === 'HEAD' ? 'GET' : method} ${route}`);
}

/** Why a request is refused. */
export interface Refused {
  readonly status: 401 | 403;
  readonly code: 'unauthorized' | 'forbidden';
  readonly message: string;
}

interface Asked {
  readonly authorization: string | undefined;
  readonly method: string;
  /** Undefined where there is no such route. */
  readonly route: string | undefined;
}

/** Refuses a request without a token (401), and with one that is wrong or only reads (403). */
export function refuse({ authorization, method, route }: Asked, tokens: Tokens) {
  const role = roleOf(authorization, tokens);
  if (role === undefined) return refused(401, 'unauthorized', 'a bearer token is expected');
  if (role === 'nobody') return refused(403, 'forbidden', 'the bearer token is wrong');
  if (may(role, method, route)) return undefined;
  return refused(403, 'forbidden', 'the bearer token only reads (GGR_SQL_TOKEN): not this');
}

const refused = (status: 401 | 403, code: Refused['code'], message: string): Refused => ({
  status,
  code,
  message,
});

/** In a time that tells nothing of where they differ: digests have one length. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
