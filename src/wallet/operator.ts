/**
 * The operator's side of the wallet over HTTP, on GGR_PORT behind the bearer token: sessions, transfers
 * with idempotency keys, blocking, balances (operator-calls.ts).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseJson, toJson } from '../transform/json.ts';
import type { OperatorDesk } from './operations.ts';
import {
  closeRound,
  closeSession,
  getBalances,
  openSession,
  refusal,
  setPlayer,
  type Told,
  transfer,
} from './operator-calls.ts';

/** Adds the routes; the caller has put the token before them. `desk` is asked at each call. */
export function operatorRoutes(app: FastifyInstance, desk: () => OperatorDesk): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post('/wallet/sessions', (request, reply) =>
      withBody(request, reply, (body) => openSession(desk(), body)),
    );
    scope.delete('/wallet/sessions/:code', async (request, reply) =>
      send(reply, await closeSession(desk(), parameter(request, 'code'))),
    );
    scope.post('/wallet/transfers', (request, reply) =>
      withBody(request, reply, (body) => transfer(desk(), body)),
    );
    scope.post('/wallet/closures', (request, reply) =>
      withBody(request, reply, (body) => closeRound(desk(), body)),
    );
    scope.put('/wallet/players/:id', (request, reply) =>
      withBody(request, reply, (body) => setPlayer(desk(), parameter(request, 'id'), body)),
    );
    scope.get('/wallet/players/:id/balances', async (request, reply) =>
      send(reply, await getBalances(desk(), parameter(request, 'id'))),
    );
  });
}

async function withBody(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (body: unknown) => Promise<Told>,
): Promise<FastifyReply> {
  let body: unknown;
  try {
    body = parseJson(typeof request.body === 'string' ? request.body : '');
  } catch {
    return send(reply, refusal(400, 'request', 'the body is not JSON, or names a field twice'));
  }
  return send(reply, await work(body));
}

/** Amounts are bigints and go out digit for digit. */
function send(reply: FastifyReply, { status, document }: Told): FastifyReply {
  const type = 'application/json; charset=utf-8';
  return reply.code(status).header('content-type', type).send(toJson(document));
}

function parameter(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? '';
}
