import { z } from 'zod';
import type { DemoRequest } from '../faults.ts';
import { parsePython, signatureOf } from './canonical.ts';

/** A request the vendor refuses: code 400 in the body, HTTP 200 (pv.txt 4 and 5). */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
}

/** What an envelope is checked against. */
export interface EnvelopeRules {
  mchId: number;
  key: string;
  /** The vendor's clock, epoch seconds. */
  nowSec: number;
  /** How far ts may be from it. pv.txt sets no limit. */
  maxTsSkewSeconds: number;
}

/** A 10-digit timestamp, as every time in this interface. */
export const timestamp = z.int().min(1_000_000_000).max(9_999_999_999);
const envelopeSchema = z.strictObject({
  ts: timestamp,
  sign: z.string().length(32),
  mch_id: z.int(),
  data: z.record(z.string(), z.unknown()),
});

/**
 * Checks everything of pv.txt 3 (method, content type, envelope, signature) and gives the
 * parameters in `data`. Unknown members of the envelope are refused.
 */
export function readEnvelope(request: DemoRequest, rules: EnvelopeRules): unknown {
  if (request.method !== 'POST') throw new ParameterError('request method must be POST');
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new ParameterError('Content-Type must be application/json');
  }
  const body = parseBody(request.text);
  const { ts, sign, mch_id } = checkParameters(envelopeSchema, body);
  if (Math.abs(rules.nowSec - ts) > rules.maxTsSkewSeconds) throw new ParameterError('ts expired');
  if (mch_id !== rules.mchId) throw new ParameterError('mch_id unknown');
  const { data } = body as { data: unknown };
  if (sign !== signatureOf(data, ts, rules.key)) throw new ParameterError('sign mismatch');
  return data;
}

function parseBody(text: string): unknown {
  try {
    return parsePython(text);
  } catch {
    throw new ParameterError('body is not JSON');
  }
}

/** Checks data against a schema; the first thing wrong becomes the error's text. */
export function checkParameters<S extends z.ZodType>(schema: S, data: unknown): z.output<S> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new ParameterError(`${where === '' ? '' : `${where}: `}${issue?.message ?? 'invalid'}`);
}
