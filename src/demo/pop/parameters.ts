import { z } from 'zod';
import type { DemoRequest } from '../faults.ts';
import { INVALID_REQUEST, PopRefusal } from './errors.ts';

// Unknown parameters are refused: the document is silent about them, and it finds misspelt ones.

const unixSeconds = z.int().min(1_000_000_000).max(9_999_999_999);

/** Parameters of `game/list`. */
export const gameListParameters = z.strictObject({ Language: z.string().optional() });
/** Parameters of `record/betlist`. */
export const betListParameters = z.strictObject({
  StartID: z.string(),
  Count: z.int().min(1).max(5000),
});
/**
 * Parameters of `record/getbetlogs`: an empty or missing player or game means all. The largest
 * PageSize is not documented; here it is that of betlist's Count.
 */
export const betLogsParameters = z
  .strictObject({
    UserId: z.string().default(''),
    GameId: z.string().default(''),
    StartTime: unixSeconds,
    EndTime: unixSeconds,
    Page: z.int().min(1),
    PageSize: z.int().min(1).max(5000),
  })
  .refine((p) => p.StartTime <= p.EndTime, 'StartTime must not be after EndTime');
/** Parameters of `player/balance`. */
export const balanceParameters = z.strictObject({ UserID: z.string().default('') });
/** Parameters of `transaction/queryOrder`. */
export const queryOrderParameters = z.strictObject({ TraceId: z.string().min(1) });

/** Checks AppID and AppSecret (pop.txt 2: headers of every request). */
export function checkCredentials(
  { headers }: DemoRequest,
  right: { appId: string; appSecret: string },
): void {
  if (headers.appid !== right.appId) throw new PopRefusal(1002);
  if (headers.appsecret !== right.appSecret) throw new PopRefusal(1011);
}

/** Gives the body of a request (pop.txt 3 and 4: JSON, and called so). */
export function readBody({ headers, text }: DemoRequest): unknown {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new PopRefusal(INVALID_REQUEST, 'Content-Type must be application/json');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new PopRefusal(INVALID_REQUEST, 'body is not JSON');
  }
}

/** Checks a body against a schema; the first thing wrong becomes the error's text. */
export function checkParameters<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  const text = `${where === '' ? '' : `${where}: `}${issue?.message ?? 'invalid'}`;
  throw new PopRefusal(INVALID_REQUEST, text);
}
