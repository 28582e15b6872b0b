/**
 * The listener that faces game servers: POST /wallet/<token> and nothing else. Whatever is not that
 * gets a 404 without a word; what is gets HTTP 200 and an answer of Wallet API v2. A 5xx says that the
 * outcome is unknown and the same request must come again.
 */
import { timingSafeEqual } from 'node:crypto';
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
  const { token, allowIps, zone, now, onError, tally } = options;
  const { requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const isAllowed = allowList(allowIps);
  const isToken = tokenCheck(token);
  const time = answerClock(zone, now);
  let isClosing = false;
  const common = { time, onError, tally, isClosing: () => isClosing };
  let to: Exchange | undefined;
  const serving = () => {
    const wallet = options.wallet();
    if (to?.wallet !== wallet) to = wallet && { ...common, wallet };
    return to;
  };
  const app = fastify({
    logger: false,
    bodyLimit: MOST_BODY_BYTES,
    // Node takes the longer of its two limits, 60 s otherwise, for the body
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: LOOK_EVERY_MS },
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: LONGEST_SEGMENT },
    frameworkErrors: (_error, _request, { raw }) =>
      void raw.writeHead(404, { 'content-length': 0 }).end(),
  });
  app.addHook('preClose', (done) => {
    isClosing = true;
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
      const isHeard = isAllowed(request.socket.remoteAddress);
      const isKnown = isHeard && isToken(given);
      if (!isKnown) tally?.refuse(isHeard ? 'wrong-token' : 'address-not-allowed');
      const served = isKnown ? serving() : undefined;
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
