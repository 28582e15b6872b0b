/**
 * Wallet API v2 on the wire (wallet-v2.txt): a request's bytes to a checked request, an answer to its
 * bytes in the document's shape. Ids are unsigned 64-bit integers, read without losing a digit.
 */
import * as z from 'zod';
import { integerOf, isJsonInteger, type JsonNumber, parseJson } from '../transform/json.ts';
import { readPlain } from './plain-request.ts';
import { REFUSALS, type RefusalName } from './refusals.ts';
import { type Answer, type GameRequest, MOST_AMOUNT, MOST_ID } from './rules.ts';

/** Nothing the document describes comes near it. */
export const MOST_BODY_BYTES = 16 * 1024;
/** The document's requests are flat; fields of a later version of it may nest a little. */
const DEEPEST = 8;

const integer = z.custom<JsonNumber>(isJsonInteger).transform(integerOf);
const id = integer.refine((value) => value >= 0n && value <= MOST_ID);
const amount = integer.refine((value) => value >= 0n && value <= MOST_AMOUNT);
const code = z.string().min(1).max(64);
const round_id = id.nullish().transform((value) => value ?? null);

const REQUESTS = {
  credit: z
    .object({ code })
    .transform((body): GameRequest => ({ type: 'credit', code: body.code })),
  bet: z.object({ code, id, game: id, bet: amount, round_id }).transform(
    (body): GameRequest => ({
      type: 'bet',
      code: body.code,
      id: body.id,
      game: body.game,
      amount: body.bet,
      roundId: body.round_id,
    }),
  ),
  win: z.object({ code, id, game: id, win: amount, round_id }).transform(
    (body): GameRequest => ({
      type: 'win',
      code: body.code,
      id: body.id,
      game: body.game,
      amount: body.win,
      roundId: body.round_id,
    }),
  ),
  cancel: z
    .object({ code, id })
    .transform((body): GameRequest => ({ type: 'cancel', code: body.code, id: body.id })),
} as const;

/** The request in a body, or why it is none. Never throws, whatever the bytes. */
export function readRequest(body: string): GameRequest | RefusalName {
  return readPlain(body) ?? readBySchema(body);
}

/** The same for any body, slowly: it alone refuses. */
export function readBySchema(body: string): GameRequest | RefusalName {
  const value = parse(body);
  if (typeof value !== 'object' || value === null || isDeeper(value, DEEPEST)) return 'malformed';
  const type = (value as { type?: unknown }).type;
  if (typeof type !== 'string' || !Object.hasOwn(REQUESTS, type)) return 'unknown-type';
  const { success, data, error } = REQUESTS[type as keyof typeof REQUESTS].safeParse(value);
  if (success) return data;
  const isAmount = error.issues.every(({ path }) => path[0] === type);
  return isAmount ? 'bad-amount' : 'malformed';
}

function parse(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined; // broken, or nested so deep that the lossless parser gave up
  }
}

/** Whether a value nests deeper than `levels`; it looks no further down than that. */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

/** An answer as the document writes it; `time` is the server's, DD-MM-YYYY HH:mm:ss. */
export function writeAnswer(answer: Answer, time: string): string {
  if (answer.result === 0) return writeRefusal(answer.refusal, time);
  const { credit, player } = answer;
  if (!player) return `{"credit":${credit},"result":1,"time":"${time}"}`;
  const id = JSON.stringify(player.playerId);
  return `{"credit":${credit},"player_id":${id},"result":1,"time":"${time}","currency":"${player.currency}"}`;
}

export function writeRefusal(name: RefusalName, time: string): string {
  const { code: err_code, text } = REFUSALS[name];
  return JSON.stringify({ result: 0, err_code, err_desc: text, time });
}
