/** The internal address: health open, everything else behind the bearer token, every refusal JSON. */
import { type FastifyError, type FastifyInstance, type FastifyRequest, fastify } from 'fastify';
import { GgrError } from '../contract/errors.ts';
import { refuse, type Tokens } from './access.ts';
import { BODY_LIMIT } from './body-limits.ts';
import type { Log } from './log.ts';
import { problem, refusalOf } from './problem.ts';
import type { Prover } from './proof.ts';

/** A client that is slower than this in sending its request is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface ServerOptions {
  readonly tokens: Tokens;
  /** Answers the challenges of those who want to know that this is the daemon of the lock file. */
  readonly prove: Prover;
  readonly log: Log;
  /** Why no work is taken, or nothing. */
  readonly unready: () => string | undefined;
  /** Requests wait for it while the daemon starts. */
  readonly started: Promise<void>;
  /** True once the daemon is ending: nothing new is taken. */
  readonly isStopping: () => boolean;
}

/** An application with /livez and /readyz; the daemon adds its routes. */
export function makeServer({
  tokens,
  prove,
  log,
  unready,
  started,
  isStopping,
}: ServerOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    logger: false,
    // an address that cannot be read has no route, so that no hook sees it
    frameworkErrors: (error, request, { raw }) => {
      const refused = refuse(askedBy(request), tokens);
      const body = refused ? refusalOf(refused) : problemOf(error, 400);
      raw.writeHead(refused?.status ?? 400, { 'content-type': 'application/json; charset=utf-8' });
      raw.end(JSON.stringify(body));
    },
  });
  app.addHook('onRequest', async (request, reply) => {
    if (isOpen(request)) return;
    const refused = refuse(askedBy(request), tokens);
    if (refused?.status === 401) reply.header('www-authenticate', 'Bearer');
    if (refused) return reply.code(refused.status).send(refusalOf(refused));
    if (isStopping()) return reply.code(503).send(problem('stopping', 'the daemon is ending'));
    await started;
  });
  app.addHook('onResponse', async (request, reply) => {
    const ms = Math.round(reply.elapsedTime);
    log.debug({ method: request.method, path: pathOf(request), status: reply.statusCode, ms });
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ path: pathOf(request), err: error }, 'a request failed');
    if (reply.raw.headersSent) return reply.raw.destroy();
    return reply.code(status).send(problemOf(error, status));
  });
  app.setNotFoundHandler((_, reply) =>
    reply.code(404).send(problem('not-found', 'there is no such route')),
  );
  app.get<{ Querystring: { challenge?: unknown } }>('/livez', async ({ query }) => {
    const proof = prove(query.challenge);
    return { status: 'ok', ...(proof !== undefined && { proof }) };
  });
  app.get('/readyz', async (_, reply) => {
    const reason = unready();
    return reason === undefined
      ? { status: 'ready' }
      : reply.code(503).send({ status: 'unready', reason });
  });
  return app;
}

const isOpen = (request: FastifyRequest) =>
  request.routeOptions.url === '/livez' || request.routeOptions.url === '/readyz';

const askedBy = ({ headers, method, routeOptions }: FastifyRequest) => ({
  authorization: headers.authorization,
  method,
  route: routeOptions?.url,
});

/** The route and not the address: addresses of the wallet name players and sessions. */
const pathOf = (request: FastifyRequest) => request.routeOptions.url ?? 'no such route';

function statusOf(error: FastifyError): number {
  if (error instanceof GgrError) return error.code === 'usage' ? 400 : 503;
  return error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
}

function problemOf(error: FastifyError, status: number) {
  if (error instanceof GgrError) return problem(error.code, error.message, error.hint);
  if (status >= 500) return problem('unexpected', 'the daemon failed; its log says why');
  return problem('request', error.message);
}
