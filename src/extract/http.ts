/**
 * One HTTP call to a vendor: through its lane, with time-outs, a cap on the answer's size, and the
 * only retry loop of the program.
 */
import type { LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import { type Dispatcher, request } from 'undici';
import { VendorError } from '../contract/errors.ts';
import type { HttpAnswer, HttpCall, Net, NetworkSettings } from '../contract/net.ts';
import type { TrafficCounter, TrafficKey } from '../contract/traffic.ts';
import { readBody } from './body.ts';
import { Connections } from './connections.ts';
import type { Gates } from './gates.ts';
import { asVendorError, clockAhead, isLost, refusalOf } from './http-faults.ts';
import { Lanes } from './lanes.ts';

export interface NetOptions {
  readonly now: () => number;
  /** Waits between two reads of the same; a real timer by default. */
  readonly pause?: Net['pause'];
  readonly gates: Gates;
  readonly connectTimeoutMs: number;
  /** Until the answer's head, and between two pieces of its body. */
  readonly idleTimeoutMs: number;
  /** For one attempt as a whole: a body that trickles must end some time. */
  readonly attemptTimeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly retries: number;
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** How long a vendor may keep telling us to wait. */
  readonly patienceMs: number;
  /** Proxies and further authorities; none without it. */
  readonly network?: NetworkSettings;
  /** Tells people why nothing happens for minutes. */
  readonly note?: (line: string) => void;
  /** Told of what is asked, refused and waited for. */
  readonly traffic?: TrafficCounter;
  /** How a host's addresses are found; the system's way without it. */
  readonly lookup?: LookupFunction;
}

export const NET_DEFAULTS: Omit<NetOptions, 'now' | 'gates'> = {
  connectTimeoutMs: 20_000,
  idleTimeoutMs: 30_000,
  attemptTimeoutMs: 180_000,
  maxAnswerBytes: 64 * 1024 * 1024,
  retries: 4,
  firstPauseMs: 250,
  longestPauseMs: 8_000,
  patienceMs: 15 * 60_000,
};

/** Connects to vendors. Close it to let the process end. */
export function openNet(options: NetOptions): Net & { close: () => Promise<void> } {
  const lanes = new Lanes();
  const connections = new Connections(options);
  const clocks = new Map<string, number>();
  const call = <T>(call: HttpCall<T>): Promise<T> => {
    const tries: Tries = { ...options, clocks, connections, lost: undefined };
    return pRetry(() => lanes.run(call, queued(call, tries)), {
      retries: options.retries,
      minTimeout: options.firstPauseMs,
      maxTimeout: options.longestPauseMs,
      maxRetryTime: options.patienceMs,
      randomize: true,
      signal: call.signal,
      shouldConsumeRetry: ({ error }) => !isWait(error) && error !== tries.lost,
      onFailedAttempt: async ({ error }) => {
        if (!call.signal.aborted) options.traffic?.refused(keyOf(call), codeOf(error));
        const pause = error === tries.lost ? 0 : pauseAfter(error, options);
        if (pause >= NOTED_PAUSE_MS) options.note?.(waits(error, pause));
        if (pause > 0) await sleep(pause, undefined, { signal: call.signal });
      },
      shouldRetry: ({ error }) =>
        error instanceof VendorError && (error.recovery === 'retry' || error.recovery === 'wait'),
    }).catch((error: unknown) => {
      // a timer that is aborted gives an error of its own, in place of the reason
      throw call.signal.aborted ? call.signal.reason : error;
    });
  };
  return {
    now: options.now,
    pause: options.pause ?? realPause,
    clockAheadMs: (account) => clocks.get(account),
    call,
    traffic: options.traffic,
    close: () => connections.close(),
  };
}

const realPause: Net['pause'] = async (ms, signal) => {
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
};

/** The attempts of one call. */
interface Tries extends NetOptions {
  readonly clocks: Map<string, number>;
  readonly connections: Connections;
  /** The first loss of a kept socket before any answer came: the next attempt costs nothing and no time. */
  lost: VendorError | undefined;
}

const MOST_REFUSAL_BYTES = 64 * 1024;
const NOTED_PAUSE_MS = 10_000;

const waits = (error: Error, pauseMs: number) =>
  `${error.message}: asking again in ${Math.round(pauseMs / 1000)} s`;

function isWait(error: unknown): boolean {
  return error instanceof VendorError && error.recovery === 'wait';
}

const longestWaitMs = ({ patienceMs }: NetOptions) => patienceMs / 3;

/**
 * Retry-After, or a second where the vendor only said "too often". A wait uses up no retry, so p-retry
 * adds nothing to it: a vendor that asks for none gets our shortest pause.
 */
function pauseAfter(error: unknown, options: NetOptions): number {
  if (!(error instanceof VendorError)) return 0;
  if (!isWait(error)) return error.retryAfterMs ?? 0;
  const asked = error.retryAfterMs ?? 1000;
  return Math.min(Math.max(asked, options.firstPauseMs), longestWaitMs(options));
}

const keyOf = ({
  account,
  stream = '',
}: Partial<TrafficKey> & { account: string }): TrafficKey => ({ account, stream });
const codeOf = (error: Error) => (error instanceof VendorError ? error.code : 'unexpected');

/** An attempt for when its turn comes; how long that takes is counted. */
function queued<T>(call: HttpCall<T>, tries: Tries): () => Promise<T> {
  const since = performance.now();
  return () => {
    tries.traffic?.waited(keyOf(call), performance.now() - since);
    return spaced(call, tries);
  };
}

/** One attempt, with the pause that the vendor wants before and after it. */
async function spaced<T>(call: HttpCall<T>, tries: Tries): Promise<T> {
  const { spacing } = call;
  if (!spacing) return attempt(call, tries);
  const { gates } = tries;
  const since = performance.now();
  await gates.pass(spacing.gate, call.signal, spacing.longestMs);
  tries.traffic?.waited(keyOf(call), performance.now() - since);
  gates.shut(spacing.gate, spacing.longestMs); // holds if we die before the answer
  try {
    const value = await attempt(call, tries);
    gates.shut(spacing.gate, spacing.afterMs(value));
    return value;
  } catch (error) {
    gates.shut(spacing.gate, spacing.afterErrorMs(error) ?? spacing.longestMs);
    throw error;
  }
}

/** What the vendor's document says of a status; undefined where it says nothing. The body is read in any case. */
async function refusalOfVendor<T>(
  response: Dispatcher.ResponseData,
  call: HttpCall<T>,
  clockAheadMs: number | undefined,
): Promise<VendorError | undefined> {
  if (!call.refusal) {
    await response.body.dump().catch(() => {}); // so that its socket can be used again
    return undefined;
  }
  // what stands before a vendor answers in whatever form it likes
  const limits = { maxBytes: MOST_REFUSAL_BYTES };
  const { text } = await readBody(response, call, limits).catch(() => ({ text: '' }));
  return call.refusal({ status: response.statusCode, text, clockAheadMs });
}

/**
 * Calls that are spaced never use a socket that was kept: one that the server has closed meanwhile would
 * cost a whole interval, because nobody knows whether the question was counted.
 */
async function attempt<T>(call: HttpCall<T>, tries: Tries): Promise<T> {
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(tries.attemptTimeoutMs)]);
  const url = typeof call.url === 'string' ? call.url : call.url();
  const { headers, body } = call.build();
  tries.traffic?.asked(keyOf(call));
  const reset = call.spacing !== undefined || tries.lost !== undefined;
  let answer: HttpAnswer;
  let hasHead = false;
  const { dispatcher, ...way } = tries.connections.routeTo(url, reset);
  try {
    const response = await request(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body ?? null,
      signal,
      dispatcher,
      reset,
    });
    hasHead = true;
    // at the head: a body that takes a minute would make the vendor's clock a minute slow
    const clockAheadMs = clockAhead(response.headers.date, tries.now());
    const patience = { now: tries.now(), longestWaitMs: longestWaitMs(tries) };
    const refusal = refusalOf(response, call, patience);
    if (refusal) throw (await refusalOfVendor(response, call, clockAheadMs)) ?? refusal;
    const whole = await readBody(response, call, { maxBytes: tries.maxAnswerBytes });
    answer = Object.assign(whole, { status: response.statusCode, clockAheadMs });
    if (answer.clockAheadMs !== undefined) tries.clocks.set(call.account, answer.clockAheadMs);
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    const fault = asVendorError(error, call, { ...way, url });
    if (!hasHead && !reset && isLost(error)) tries.lost = fault;
    throw fault;
  }
  const letGo = answer.hold?.();
  try {
    return call.read(answer);
  } finally {
    letGo?.();
  }
}
