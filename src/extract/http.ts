/**
 * One HTTP call to a vendor: through its lane, with time-outs, a cap on the answer's size, and the
 * only retry loop of the program.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import { Agent, type Dispatcher, request } from 'undici';
import { VendorError } from '../contract/errors.ts';
import type { HttpAnswer, HttpCall, Net } from '../contract/net.ts';
import type { Gates } from './gates.ts';
import { asVendorError, clockAhead, refuseStatus } from './http-faults.ts';
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
}

export const NET_DEFAULTS: Omit<NetOptions, 'now' | 'gates'> = {
  connectTimeoutMs: 10_000,
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
  const dispatcher = new Agent({
    connect: { timeout: options.connectTimeoutMs },
    headersTimeout: options.idleTimeoutMs,
    bodyTimeout: options.idleTimeoutMs,
    keepAliveTimeout: 10_000,
  });
  const clocks = new Map<string, number>();
  const call = <T>(call: HttpCall<T>): Promise<T> =>
    pRetry(() => lanes.run(call, () => spaced(call, { ...options, clocks }, dispatcher)), {
      retries: options.retries,
      minTimeout: options.firstPauseMs,
      maxTimeout: options.longestPauseMs,
      maxRetryTime: options.patienceMs,
      randomize: true,
      signal: call.signal,
      shouldConsumeRetry: ({ error }) => !isWait(error),
      onFailedAttempt: async ({ error }) => {
        const pause = pauseAfter(error, options);
        if (pause > 0) await sleep(pause, undefined, { signal: call.signal });
      },
      shouldRetry: ({ error }) =>
        error instanceof VendorError && (error.recovery === 'retry' || error.recovery === 'wait'),
    });
  return {
    now: options.now,
    pause: options.pause ?? pauseFor,
    clockAheadMs: (account) => clocks.get(account),
    call,
    close: () => dispatcher.destroy(),
  };
}

const pauseFor: Net['pause'] = async (ms, signal) => {
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
};

function isWait(error: unknown): error is VendorError {
  return error instanceof VendorError && error.recovery === 'wait';
}

/** Retry-After, or a second where the vendor only said "too often"; p-retry adds its own back-off. */
function pauseAfter(error: unknown, options: NetOptions): number {
  if (!(error instanceof VendorError)) return 0;
  const asked = error.retryAfterMs ?? (isWait(error) ? 1000 : 0);
  return Math.min(asked, options.patienceMs / 3);
}

type Attempting = NetOptions & { readonly clocks: Map<string, number> };

/** One attempt, with the pause that the vendor wants before and after it. */
async function spaced<T>(call: HttpCall<T>, options: Attempting, dispatcher: Agent): Promise<T> {
  const { spacing } = call;
  if (!spacing) return attempt(call, options, dispatcher);
  const { gates } = options;
  await gates.pass(spacing.gate, call.signal);
  gates.shut(spacing.gate, spacing.longestMs); // holds if we die before the answer
  try {
    const value = await attempt(call, options, dispatcher);
    gates.shut(spacing.gate, spacing.afterMs(value));
    return value;
  } catch (error) {
    gates.shut(spacing.gate, spacing.afterErrorMs(error) ?? spacing.longestMs);
    throw error;
  }
}

async function attempt<T>(call: HttpCall<T>, options: Attempting, dispatcher: Agent): Promise<T> {
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(options.attemptTimeoutMs)]);
  const url = typeof call.url === 'string' ? call.url : call.url();
  const { headers, body } = call.build();
  let answer: HttpAnswer;
  try {
    const method = body === undefined ? 'GET' : 'POST';
    const response = await request(url, {
      method,
      headers,
      body: body ?? null,
      signal,
      dispatcher,
    });
    // at the head: a body that takes a minute would make the vendor's clock a minute slow
    const clockAheadMs = clockAhead(response.headers.date, options.now());
    const text = await readBody(response, options.maxAnswerBytes, call);
    answer = { status: response.statusCode, text, clockAheadMs };
    refuseStatus(response, { call, answer, now: options.now() });
    if (answer.clockAheadMs !== undefined) options.clocks.set(call.account, answer.clockAheadMs);
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    throw asVendorError(error, call, url);
  }
  return call.read(answer);
}

async function readBody(
  { body }: Dispatcher.ResponseData,
  maxBytes: number,
  call: Pick<HttpCall<unknown>, 'label'>,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      body.destroy();
      throw new VendorError('too-large', `${call.label}: the answer exceeds ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}
