/**
 * The operator's calls as documents: what HTTP and `ggr wallet` ask and are told. Amounts are whole
 * cents, instants RFC 3339. A refusal is {error: {code, message}} with a 4xx status.
 */
import * as z from 'zod';
import { integerOf, isJsonInteger, type JsonNumber } from '../transform/json.ts';
import { microsFromRfc3339 } from './clock.ts';
import type { Micros } from './entries.ts';
import {
  OPERATOR_REFUSALS,
  type OperatorDesk,
  type OperatorRefusal,
  type Outcome,
} from './operations.ts';
import { MOST_AMOUNT, MOST_ID } from './rules.ts';

/** An HTTP status and the document that goes with it; amounts in it are bigints. */
export interface Told {
  readonly status: number;
  readonly document: object;
}

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'must be text without control characters and half surrogates');
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
/** A round or a transaction: an unsigned 64-bit integer. */
const id = z
  .custom<JsonNumber>(isJsonInteger, 'must be a whole number')
  .transform(integerOf)
  .refine((value) => value >= 0n && value <= MOST_ID, `must be from 0 to ${MOST_ID}`);
const closureBody = z.strictObject({
  currency,
  round: id,
  player_id: playerId.nullish(),
  by: text(128).nullish(),
  reason: text(500).nullish(),
});
const playerBody = z.strictObject({ blocked: z.boolean() });

/** POST /wallet/sessions {code, player_id, currency, expires_at?}: 201 where the code is new, else 200. */
export async function openSession(desk: OperatorDesk, body: unknown): Promise<Told> {
  const asked = checked(sessionBody, body);
  if ('refusal' in asked) return asked.refusal;
  const { code, player_id, currency, expires_at = null } = asked.value;
  const outcome = await desk.call('openSession', {
    code,
    playerId: player_id,
    currency,
    expiresAt: expires_at,
  });
  return tell(outcome, ({ isNew }) => ({
    status: isNew ? 201 : 200,
    document: { code, player_id, currency, expires_at: isoOf(expires_at) },
  }));
}

/** DELETE /wallet/sessions/<code>. Wins and cancels of a closed session are still taken. */
export async function closeSession(desk: OperatorDesk, code: string): Promise<Told> {
  const outcome = await desk.call('closeSession', code);
  return tell(outcome, () => ({ status: 200, document: { code, closed: true } }));
}

/** POST /wallet/transfers {player_id, currency, amount_cents, key}: 201, or 200 for a repeated key. */
export async function transfer(desk: OperatorDesk, body: unknown): Promise<Told> {
  const asked = checked(transferBody, body);
  if ('refusal' in asked) return asked.refusal;
  const { player_id, currency, amount_cents, key } = asked.value;
  const outcome = await desk.call('transfer', {
    playerId: player_id,
    currency,
    amount: amount_cents,
    key,
  });
  return tell(outcome, ({ seq, balance, isRepeat }) => ({
    status: isRepeat ? 200 : 201,
    document: { seq, player_id, currency, amount_cents, balance_cents: balance, key },
  }));
}

/**
 * POST /wallet/closures {currency, round, player_id?, by?, reason?}: 201, or 200 for a round that was closed
 * before. `round` may be the id of a bet or win in it.
 */
export async function closeRound(desk: OperatorDesk, body: unknown): Promise<Told> {
  const asked = checked(closureBody, body);
  if ('refusal' in asked) return asked.refusal;
  const { currency, round, player_id = null, by = null, reason = null } = asked.value;
  const request = { currency, round, playerId: player_id, closedBy: by, reason };
  return tell(await desk.call('closeRound', request), ({ closure, isRepeat }) => ({
    status: isRepeat ? 200 : 201,
    document: {
      currency,
      round: closure.round,
      player_id: closure.playerId,
      cause: closure.cause,
      by: closure.closedBy,
      reason: closure.reason,
      closed_at: isoOf(closure.closedAt),
    },
  }));
}

/** PUT /wallet/players/<id> {blocked}. */
export async function setPlayer(desk: OperatorDesk, id: string, body: unknown): Promise<Told> {
  const player = checked(playerId, id, 'player_id');
  if ('refusal' in player) return player.refusal;
  const asked = checked(playerBody, body);
  if ('refusal' in asked) return asked.refusal;
  const { blocked } = asked.value;
  const outcome = await desk.call('block', { playerId: id, isBlocked: blocked });
  return tell(outcome, () => ({ status: 200, document: { player_id: id, blocked } }));
}

/** GET /wallet/players/<id>/balances. */
export async function getBalances(desk: OperatorDesk, id: string): Promise<Told> {
  const outcome = await desk.call('balances', id);
  return tell(outcome, ({ isBlocked, balances }) => ({
    status: 200,
    document: {
      player_id: id,
      blocked: isBlocked,
      balances: balances.map(({ currency, balance }) => ({ currency, balance_cents: balance })),
    },
  }));
}

export function refusal(status: number, code: string, message: string): Told {
  return { status, document: { error: { code, message } } };
}

function checked<T>(
  schema: z.ZodType<T>,
  value: unknown,
  name = 'body',
): { readonly value: T } | { readonly refusal: Told } {
  const { success, data, error } = schema.safeParse(value);
  if (success) return { value: data };
  const says = error.issues.map(({ path, message }) => `${path.join('.') || name}: ${message}`);
  return { refusal: refusal(400, 'request', says.join('; ')) };
}

function tell<T>(outcome: Outcome<T>, describe: (ok: T) => Told): Told {
  if ('ok' in outcome) return describe(outcome.ok);
  const { status, message } = OPERATOR_REFUSALS[outcome.refused];
  return refusal(status, outcome.refused satisfies OperatorRefusal, message);
}

function isoOf(micros: Micros | null): string | null {
  return micros === null ? null : new Date(Number(micros / 1000n)).toISOString();
}
