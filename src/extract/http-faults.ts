/** What HTTP and sockets can do to a call, as VendorErrors. */
import type { Dispatcher } from 'undici';
import { VendorError } from '../contract/errors.ts';
import type { HttpAnswer, HttpCall } from '../contract/net.ts';

/** What messages need to know of a call. */
type Named = Pick<HttpCall<unknown>, 'label' | 'urlSetting'>;

interface Answered {
  readonly call: Named & Pick<HttpCall<unknown>, 'refusal'>;
  readonly answer: HttpAnswer;
  /** Epoch ms. */
  readonly now: number;
}

/** A status that is not 2xx comes from the vendor where its document names it, or from what stands before it. */
export function refuseStatus(
  { headers }: Dispatcher.ResponseData,
  { call, answer, now }: Answered,
): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  const named = call.refusal?.(answer);
  if (named) throw named;
  const said = `${call.label}: HTTP ${status}`;
  const retryAfterMs = retryAfter(headers['retry-after'], now);
  if (status === 429) throw new VendorError('too-frequent', said, { retryAfterMs });
  if (status >= 500 || status === 408) throw new VendorError('unavailable', said, { retryAfterMs });
  const hint = `check the address in ${call.urlSetting}`;
  throw new VendorError('parameters', said, { hint });
}

function retryAfter(header: string | string[] | undefined, now: number): number | undefined {
  if (typeof header !== 'string') return undefined;
  if (/^\d+$/.test(header)) return Number.parseInt(header, 10) * 1000;
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, until - now);
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
  'ERR_INVALID_URL',
]);

/** The vendor is there, but did not answer this question in time. */
const TOO_SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'TimeoutError']);

/** What broke on the way to the vendor or back, without the query of the address. */
export function asVendorError(error: unknown, call: Named, url: string): VendorError {
  if (error instanceof VendorError) return error;
  const code = codeOf(error);
  const { origin, pathname } = new URL(url);
  if (NOBODY_THERE.has(code)) {
    return new VendorError('unreachable', `${call.label}: nobody answers at ${origin} (${code})`, {
      hint: `check ${call.urlSetting} and the network`,
      cause: error,
    });
  }
  const fault = TOO_SLOW.has(code) ? 'busy' : 'unavailable';
  return new VendorError(fault, `${call.label}: ${pathname} broke off (${code})`, { cause: error });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  if (error instanceof Error) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    return error.name;
  }
  return 'unknown';
}
