/**
 * The listener that faces game servers: POST /wallet/<token> and nothing else. Whatever is not that
 * gets a 404 without a word; what is gets HTTP 200 and an answer of Wallet API v2. A 5xx says that the
 * outcome is unknown and the same request must come again.
 *
 * An ordinary call, its address letter for letter, goes past fastify, whose router and hooks took 8 of its 52 µs
 * of CPU. All else is fastify's: refusals, and the token written in another way (test/wallet/two-ways.test.ts).
 */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { answerClock } from './clock.ts';
import { type Exchange, exchange } from './exchange.ts';
import { MOST_BODY_BYTES } from './protocol.ts';
import type { Tally } from './tally.ts';
import type { Wallet } from './wallet.ts';

/** A client that sends a request slower than this is cut off. */
const REQUEST_TIMEOUT_MS = 10_000;
/** Node looks every 30 s otherwise. */
const LOOK_EVERY_MS = 1000;
const KEEP_ALIVE_MS = 75_000;
/** A token may have 128 characters; what is longer is none. */
const LONGEST_SEGMENT = 128;

export interface GameSideOptions {
  /** Asked at each call; undefined: the wallet must not serve, and every call is answered 503. */
  readonly wallet: () => Wallet | undefined;
  /** The unguessable segment of the address. */
  readonly token: string;
  /** Addresses and CIDR ranges that may call; everybody with the token where it is empty. */
  readonly allowIps: readonly string[];
  /** IANA zone of the `time` in answers. */
  readonly zone: string;
  readonly now: () => number;
  /** The longest a client may take to send a request; 10 s without it. */
  readonly requestTimeoutMs?: number;
  readonly tally?: Tally | undefined;
  /** Told of requests that ended with a 5xx; never given their content. */
  readonly onError: (error: unknown) => void;
}

export function gameSide(options: GameSideOptions): FastifyInstance {
  const { onError, tally } = options;
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const door = openDoor(options);
  const app = fastify({
    logger: false,
    bodyLimit: MOST_BODY_BYTES,
    serverFactory: (slowly) =>
      makeServer(requestTimeoutMs, (request, response) => {
        const served = door.isOrdinary(request) ? door.serving() : undefined;
        if (served) exchange(request, response, served);
        else slowly(request, response);
      }),
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: LONGEST_SEGMENT },
    frameworkErrors: (_error, _request, { raw }) =>
      void raw.writeHead(404, { 'content-length': 0 }).end(),
  });
  app.addHook('preClose', (done) => {
    door.close();
    done();
  });
  // no body is read but one that exchange.ts reads
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _body, done) => done(null));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send());
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) onError(error);
    return reply.code(status).send();
  });
  app.post('/wallet/:token', {
    onRequest: (request, reply, _done) => {
      const given = (request.params as { token: string }).token;
      const isHeard = door.isAllowed(request.socket.remoteAddress);
      const isKnown = isHeard && door.isToken(given);
      if (!isKnown) tally?.refuse(isHeard ? 'wrong-token' : 'address-not-allowed');
      const served = isKnown ? door.serving() : undefined;
      if (!served) reply.code(isKnown ? 503 : 404).send();
      else {
        reply.hijack(); // from here on exchange.ts answers
        exchange(request.raw, reply.raw, served);
      }
    },
    handler: (_request, reply) => reply.code(404).send(), // never reached
  });
  return app;
}

/** Who is let in, and to whom. */
function openDoor({
  wallet: current,
  token,
  allowIps,
  zone,
  now,
  onError,
  tally,
}: GameSideOptions) {
  const isAllowed = allowList(allowIps);
  const isAddress = addressCheck(token);
  let isClosing = false;
  const common = { time: answerClock(zone, now), onError, tally, isClosing: () => isClosing };
  let to: Exchange | undefined;
  return {
    isAllowed,
    isToken: tokenCheck(token),
    /** Whether fastify would do nothing with a call but hand it on. */
    isOrdinary: (request: IncomingMessage) =>
      !isClosing && isAddress(request) && isAllowed(request.socket.remoteAddress),
    serving: () => {
      const wallet = current();
      if (to?.wallet !== wallet) to = wallet && { ...common, wallet };
      return to;
    },
    close: () => {
      isClosing = true;
    },
  };
}

function makeServer(requestTimeout: number, listener: RequestListener): Server {
  return createServer(
    {
      requestTimeout,
      // Node takes the longer of the two, 60 s otherwise, for the body
      headersTimeout: requestTimeout,
      connectionsCheckingInterval: LOOK_EVERY_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    listener,
  );
}

/** Whether a call is POST /wallet/<token>, written just so; the time it takes tells nothing but the length. */
function addressCheck(token: string): (request: IncomingMessage) => boolean {
  const expected = Buffer.from(`/wallet/${token}`);
  const given = Buffer.alloc(expected.length);
  return ({ method, url = '' }) => {
    if (method !== 'POST' || url.length !== expected.length) return false;
    given.write(url, 'latin1');
    return timingSafeEqual(given, expected);
  };
}

/** The time it takes tells nothing about the token but its length. */
function tokenCheck(token: string): (given: string) => boolean {
  const expected = Buffer.from(token);
  return (given) => {
    const bytes = Buffer.from(given);
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  };
}

function allowList(addresses: readonly string[]): (address: string | undefined) => boolean {
  if (addresses.length === 0) return () => true;
  const list = new BlockList();
  for (const entry of addresses) {
    const [address = '', prefix] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => {
    if (!address) return false;
    const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
    return list.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6');
  };
}
