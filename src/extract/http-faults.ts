/** What HTTP and sockets can do to a call, as VendorErrors. */
import type { Dispatcher } from 'undici';
import { VendorError } from '../contract/errors.ts';
import type { HttpCall } from '../contract/net.ts';
import { ProxyRefusal, type Route } from './connections.ts';
import { readRetryAfter } from './retry-after.ts';
import { tlsFault } from './tls-faults.ts';

/** What messages need to know of a call. */
type Named = Pick<HttpCall<unknown>, 'label' | 'urlSetting'>;

interface Patience {
  readonly now: number;
  /** No wait that a vendor asks for is longer. */
  readonly longestWaitMs: number;
}

/** Vendors answer 200 whenever they answer; anything else comes from what stands before them. */
export function refusalOf(
  { statusCode, headers }: Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>,
  call: Named,
  { now, longestWaitMs }: Patience,
): VendorError | undefined {
  if (statusCode >= 200 && statusCode < 300) return undefined;
  const asked = readRetryAfter(headers['retry-after'], { date: headers.date, now });
  const isCapped = asked !== undefined && asked > longestWaitMs;
  const retryAfterMs = isCapped ? longestWaitMs : asked;
  const capped = isCapped
    ? `; it asks for a wait of ${asked / 1000} s, ggr waits ${longestWaitMs / 1000} s at most`
    : '';
  const said = `${call.label}: HTTP ${statusCode}${capped}`;
  if (statusCode === 429) return new VendorError('too-frequent', said, { retryAfterMs });
  if (statusCode >= 500 || statusCode === 408) {
    return new VendorError('unavailable', said, { retryAfterMs });
  }
  const hint = `check the address in ${call.urlSetting}`;
  return new VendorError('parameters', said, { hint });
}

/** How far the vendor's clock is ahead of ours, by the Date header of its answer. */
export function clockAhead(header: string | string[] | undefined, now: number): number | undefined {
  const theirs = typeof header === 'string' ? Date.parse(header) : Number.NaN;
  return Number.isNaN(theirs) ? undefined : theirs - now;
}

const NOBODY_THERE = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_PRX_CONN',
  'ERR_INVALID_URL',
]);

/** The vendor is there, but did not answer this question in time. */
const TOO_SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'TimeoutError']);

/** The other side closed a socket, or had closed it before. */
const LOST = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/** Whether a socket ended while it was used. */
export function isLost(error: unknown): boolean {
  return LOST.has(codeOf(error));
}

/** Where a call went. */
interface Way extends Omit<Route, 'dispatcher'> {
  readonly url: string;
}

/** What broke on the way to the vendor or back, without the query of the address. */
export function asVendorError(error: unknown, call: Named, way: Way): VendorError {
  if (error instanceof VendorError) return error;
  const { origin, pathname, host, hostname, port, protocol } = new URL(way.url);
  if (error instanceof ProxyRefusal) {
    const target = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
    return refusedByProxy(error.status, call.label, { ...way, target });
  }
  const code = codeOf(error);
  if (code === 'UND_ERR_INVALID_ARG' && way.proxy) {
    return refusedByProxy(PROXY_AUTHENTICATION, call.label, { ...way, target: host });
  }
  const through = way.proxy === undefined ? '' : ` through the proxy ${way.proxy}`;
  const tls = tlsFault(code, { host, setting: call.urlSetting });
  if (tls) {
    const says = `${call.label}: ${tls.says}${through}`;
    return new VendorError('certificate', says, { hint: tls.hint, cause: error });
  }
  if (NOBODY_THERE.has(code)) {
    // a proxy is what we connect to: who cannot be reached is the proxy
    const where = way.proxy === undefined ? origin : `the proxy ${way.proxy}`;
    const setting = way.proxy === undefined ? call.urlSetting : way.proxySetting;
    return new VendorError('unreachable', `${call.label}: nobody answers at ${where} (${code})`, {
      hint: `check ${setting} and the network`,
      cause: error,
    });
  }
  const fault = TOO_SLOW.has(code) ? 'busy' : 'unavailable';
  const says = `${call.label}: ${pathname} broke off${through} (${code})`;
  return new VendorError(fault, says, { cause: error });
}

const PROXY_AUTHENTICATION = 407;

interface Refused extends Pick<Way, 'proxy' | 'proxySetting'> {
  /** host:port that the proxy was to connect us to. */
  readonly target: string;
}

/** Its own rules will not change by asking again; that it cannot reach somebody may. */
function refusedByProxy(status: number, label: string, refused: Refused): VendorError {
  const { proxy, proxySetting, target } = refused;
  if (status === PROXY_AUTHENTICATION) {
    const says = `${label}: the proxy ${proxy} does not take our name and password (HTTP 407)`;
    const hint = `write them into ${proxySetting}: http://name:password@host:port`;
    return new VendorError('proxy', says, { hint });
  }
  const says = `${label}: the proxy ${proxy} does not connect us to ${target} (HTTP ${status})`;
  const hint = `ask whoever runs it to allow ${target}, or name the host in NO_PROXY`;
  return new VendorError(status >= 500 ? 'unreachable' : 'proxy', says, { hint });
}

/** undici wraps what a proxy's TLS refuses. */
const WRAPPED = 'UND_ERR_PRX_TLS';

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof Error) {
    if ('code' in error && typeof error.code === 'string') {
      return error.code === WRAPPED && error.cause ? codeOf(error.cause) : error.code;
    }
    return error.name;
  }
  return 'unknown';
}
