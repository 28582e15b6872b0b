/**
 * The listener that faces game servers: POST /wallet/<token> and nothing else. Whatever is not that
 * gets a 404 without a word; what is gets HTTP 200 and an answer of Wallet API v2. A 5xx says that the
 * outcome is unknown and the same request must come again.
 */
import { timingSafeEqual } from 'node:crypto';
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { answerClock } from './clock.ts';
import { MOST_BODY_BYTES, readRequest, writeAnswer, writeRefusal } from './protocol.ts';
import type { Wallet } from './wallet.ts';

/** A client that sends a request slower than this is cut off. */
const REQUEST_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 75_000;
/** A token may have 128 characters; what is longer is none. */
const LONGEST_SEGMENT = 128;
/** Who has not sent the whole of a request by then, when the daemon ends, is cut off. */
const LONGEST_CLOSE_MS = 3000;

export interface GameSideOptions {
  /** undefined: the wallet must not serve, and every call is answered 503. */
  readonly wallet: Wallet | undefined;
  /** The unguessable segment of the address. */
  readonly token: string;
  /** Addresses and CIDR ranges that may call; everybody with the token where it is empty. */
  readonly allowIps: readonly string[];
  /** IANA zone of the `time` in answers. */
  readonly zone: string;
  readonly now: () => number;
  /** Told of requests that ended with a 5xx; never given their content. */
  readonly onError: (error: unknown) => void;
}

export function gameSide(options: GameSideOptions): FastifyInstance {
  const { wallet, token, allowIps, zone, now, onError } = options;
  const isAllowed = allowList(allowIps);
  const isToken = tokenCheck(token);
  const time = answerClock(zone, now);
  const app = fastify({
    logger: false,
    bodyLimit: MOST_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: LONGEST_SEGMENT },
    frameworkErrors: (_error, _request, { raw }) =>
      void raw.writeHead(404, { 'content-length': 0 }).end(),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send());
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) onError(error);
    return reply.code(status).send();
  });
  app.post('/wallet/:token', {
    onRequest: (request, reply, done) => {
      const given = (request.params as { token: string }).token;
      if (!isAllowed(request.socket.remoteAddress) || !isToken(given)) {
        return void reply.code(404).send();
      }
      // whatever a body is called, it is read as JSON: fastify refuses names that it does not understand
      request.headers['content-type'] = 'application/json';
      done();
    },
    handler: async (request, reply) => {
      if (!wallet) return reply.code(503).send();
      const asked = readRequest(typeof request.body === 'string' ? request.body : '');
      if (typeof asked === 'string') return send(reply, writeRefusal(asked, time()));
      return send(reply, writeAnswer(await wallet.answer(asked), time()));
    },
  });
  return app;
}

/** Answers what was taken. Node itself waits for ever for a request that is never sent to its end. */
export async function closeGameSide(app: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
  const cut = setTimeout(() => app.server.closeAllConnections(), LONGEST_CLOSE_MS);
  await app.close();
  clearInterval(sweep);
  clearTimeout(cut);
}

function send(reply: FastifyReply, body: string): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(body);
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
