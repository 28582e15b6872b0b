/**
 * The operator's side of the wallet over HTTP, on GGR_PORT behind the bearer token: sessions, transfers
 * with idempotency keys, blocking, balances. Amounts are whole cents. Refusals are 4xx with a JSON
 * error {error: {code, message}}.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { integerOf, isJsonInteger, type JsonNumber, parseJson, toJson } from '../transform/json.ts';
import { microsFromRfc3339 } from './clock.ts';
import type {
  Operation,
  OperationOutcome,
  OperationRequest,
  OperatorRefusal,
} from './operations.ts';
import { MOST_AMOUNT } from './rules.ts';

/** Runs an operation durably: the wallet's thread, or the wallet itself. */
export interface OperatorDesk {
  call<O extends Operation>(
    operation: O,
    request: OperationRequest<O>,
  ): Promise<OperationOutcome<O>>;
}

const REFUSALS: Readonly<Record<OperatorRefusal, readonly [status: number, message: string]>> = {
  'code-taken': [409, 'this code was used by another player or for another currency'],
  'unknown-session': [404, 'there is no session with this code'],
  'unknown-player': [404, 'the wallet has never seen this player'],
  'key-taken': [409, 'this key was used for another transfer'],
  'not-enough-credit': [409, 'the player has not enough credit; nothing was moved'],
  'credit-limit': [409, 'the credit would exceed what an account may hold; nothing was moved'],
};

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}+$/u);
/** wallet-v2.txt: "player_id up to 40 characters". */
const playerId = text(40);
const code = text(64).regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces');
const currency = z.string().regex(/^[A-Z][A-Z0-9]{2,9}$/, 'must be a currency code such as EUR');
const cents = z
  .custom<JsonNumber>(isJsonInteger, 'must be a whole number of cents')
  .transform(integerOf)
  .refine((value) => value !== 0n, 'must not be 0')
  .refine(
    (value) => value <= MOST_AMOUNT && value >= -MOST_AMOUNT,
    `must be at most ${MOST_AMOUNT}`,
  );
const instant = z.string().transform((value, context) => {
  const micros = microsFromRfc3339(value);
  if (micros === undefined) context.addIssue('must be RFC 3339, such as 2025-03-01T12:00:00Z');
  return micros ?? 0n;
});

const sessionBody = z.strictObject({
  code,
  player_id: playerId,
  currency,
  expires_at: instant.nullish(),
});
const transferBody = z.strictObject({
  player_id: playerId,
  currency,
  amount_cents: cents,
  key: text(128),
});
const playerBody = z.strictObject({ blocked: z.boolean() });

/** Adds the routes; the caller has put the token before them. */
export function operatorRoutes(app: FastifyInstance, desk: OperatorDesk): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );

    scope.post('/wallet/sessions', async (request, reply) => {
      const body = read(sessionBody, request, reply);
      if (!body) return reply;
      const { code, player_id, currency, expires_at = null } = body;
      const asked = { code, playerId: player_id, currency, expiresAt: expires_at };
      return answer(reply, await desk.call('openSession', asked), ({ isNew }) => {
        reply.code(isNew ? 201 : 200);
        return { code, player_id, currency, expires_at: isoOf(expires_at) };
      });
    });

    scope.delete('/wallet/sessions/:code', async (request, reply) => {
      const { code } = request.params as { code: string };
      return answer(reply, await desk.call('closeSession', code), () => ({ code, closed: true }));
    });

    scope.post('/wallet/transfers', async (request, reply) => {
      const body = read(transferBody, request, reply);
      if (!body) return reply;
      const { player_id, currency, amount_cents: amount, key } = body;
      const asked = { playerId: player_id, currency, amount, key };
      return answer(reply, await desk.call('transfer', asked), ({ seq, balance, isRepeat }) => {
        reply.code(isRepeat ? 200 : 201);
        return { seq, player_id, currency, amount_cents: amount, balance_cents: balance, key };
      });
    });

    scope.put('/wallet/players/:id', async (request, reply) => {
      const id = playerId.safeParse((request.params as { id: string }).id);
      const body = read(playerBody, request, reply);
      if (!body) return reply;
      if (!id.success) return refuse(reply, 400, 'request', 'a player id has 1 to 40 characters');
      const asked = { playerId: id.data, isBlocked: body.blocked };
      return answer(reply, await desk.call('block', asked), () => ({
        player_id: id.data,
        blocked: body.blocked,
      }));
    });

    scope.get('/wallet/players/:id/balances', async (request, reply) => {
      const { id } = request.params as { id: string };
      return answer(reply, await desk.call('balances', id), ({ isBlocked, balances }) => ({
        player_id: id,
        blocked: isBlocked,
        balances: balances.map(({ currency, balance }) => ({ currency, balance_cents: balance })),
      }));
    });
  });
}

function read<T>(
  schema: z.ZodType<T>,
  request: FastifyRequest,
  reply: FastifyReply,
): T | undefined {
  let value: unknown;
  try {
    value = parseJson(typeof request.body === 'string' ? request.body : '');
  } catch {
    refuse(reply, 400, 'request', 'the body is not JSON');
    return undefined;
  }
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const says = error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`);
  refuse(reply, 400, 'request', says.join('; '));
  return undefined;
}

function answer<T>(
  reply: FastifyReply,
  outcome: { readonly ok: T } | { readonly refused: OperatorRefusal },
  describe: (ok: T) => object,
): FastifyReply {
  if ('refused' in outcome) {
    const [status, message] = REFUSALS[outcome.refused];
    return refuse(reply, status, outcome.refused, message);
  }
  return send(reply, describe(outcome.ok));
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return send(reply.code(status), { error: { code, message } });
}

/** Amounts are bigints and go out digit for digit. */
function send(reply: FastifyReply, document: object): FastifyReply {
  const body = toJson(document);
  return reply.header('content-type', 'application/json; charset=utf-8').send(body);
}

function isoOf(micros: bigint | null): string | null {
  return micros === null ? null : new Date(Number(micros / 1000n)).toISOString();
}
