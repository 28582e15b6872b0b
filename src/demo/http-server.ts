import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  answerInstead,
  createFaultPlan,
  type DemoAnswer,
  type DemoRequest,
  type FaultPlan,
  spoil,
} from './faults.ts';

/** What a bundled vendor's HTTP side needs. */
export interface DemoServerOptions {
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  /** Epoch ms; only the Date header reads it. */
  now?: () => number;
  /** How far this vendor's clock is ahead of `now`, in ms. */
  clockOffsetMs?: number;
  /** No answer has a Date header. */
  hidesClock?: boolean;
  /** How many requests are remembered; the oldest go first. */
  requestLogLimit?: number;
  handle: (request: DemoRequest) => DemoAnswer | Promise<DemoAnswer>;
}

/** A listening vendor. */
export interface DemoServer {
  readonly url: string;
  /** Every request received, in order of arrival, also those that met a fault. */
  readonly requests: DemoRequest[];
  readonly faults: FaultPlan;
  /** The most requests that were ever in work at the same moment. */
  readonly peakInFlight: number;
  /** Closes all sockets at once, those of stalled requests too. */
  close(): Promise<void>;
}

/** Starts a vendor's HTTP server on loopback, with keep-alive, a request log and faults. */
export async function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  const state = { requests: [] as DemoRequest[], faults: createFaultPlan(), inFlight: 0, peak: 0 };
  const closing = { done: false, ...Promise.withResolvers<void>() };
  const server = createServer(async (incoming, response) => {
    state.inFlight += 1;
    state.peak = Math.max(state.peak, state.inFlight);
    response.once('close', () => {
      state.inFlight -= 1;
    });
    try {
      const request = await readRequest(incoming);
      remember(state.requests, request, options.requestLogLimit ?? 100_000);
      await answerRequest({ request, incoming, response, options, state, closing });
    } catch {
      // The client has gone, or the vendor's own code failed: either way no answer can be trusted.
      response.destroy();
    }
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, options);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.address}:${address.port}`,
    requests: state.requests,
    faults: state.faults,
    get peakInFlight() {
      return state.peak;
    },
    close: () => closeAll(server, closing),
  };
}

/** Settled once, when the server closes: what stalled requests wait for. */
interface Closing {
  done: boolean;
  promise: Promise<void>;
  resolve: () => void;
}

interface Exchange {
  request: DemoRequest;
  incoming: IncomingMessage;
  response: ServerResponse;
  options: DemoServerOptions;
  state: { faults: FaultPlan };
  closing: Closing;
}

async function answerRequest(exchange: Exchange): Promise<void> {
  const { request, incoming, response, options } = exchange;
  const fault = exchange.state.faults.take(request);
  if (fault?.kind === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === 'stall') await pause(fault, exchange.closing.promise);
  if (response.destroyed || exchange.closing.done) return;
  const answer = answerInstead(fault) ?? spoil(fault, await options.handle(request), request);
  send(response, answer, clockOf(options));
}

/** What its Date header says, epoch ms; nothing where the vendor hides it. */
function clockOf({ hidesClock, now = Date.now, clockOffsetMs = 0 }: DemoServerOptions) {
  return hidesClock ? undefined : now() + clockOffsetMs;
}

function send(response: ServerResponse, answer: DemoAnswer, nowMs: number | undefined): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.sendDate = false;
  response.writeHead(answer.status ?? 200, {
    ...(nowMs !== undefined && { date: new Date(nowMs).toUTCString() }),
    'content-type': answer.contentType ?? 'application/json',
    'content-length': body.length,
    ...answer.headers,
  });
  response.end(body);
}

async function readRequest(incoming: IncomingMessage): Promise<DemoRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const address = new URL(incoming.url ?? '/', 'http://vendor.invalid');
  return {
    method: incoming.method ?? '',
    path: address.pathname,
    query: address.searchParams,
    headers: incoming.headers,
    text,
    body: parsed(text),
    receivedAtMs: Date.now(),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function remember(requests: DemoRequest[], request: DemoRequest, limit: number): void {
  requests.push(request);
  if (requests.length > limit) requests.shift();
}

interface Pause {
  readonly ms?: number;
  readonly until?: Promise<void>;
}

function pause({ ms, until }: Pause, closed: Promise<void>): Promise<void> {
  if (until) return Promise.race([until, closed]);
  if (ms === undefined) return closed;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return Promise.race([promise, closed]).finally(() => clearTimeout(timer));
}

function listen(server: Server, options: DemoServerOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  return promise;
}

function closeAll(server: Server, closing: Closing): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  closing.done = true;
  closing.resolve();
  return promise;
}
