/** Wallet API v2 as wallet-v2.txt writes it: requests as text, answers checked against their shapes. */
import { parse } from 'lossless-json';
import * as z from 'zod';
import { renderJson } from '../json-text.ts';
import type { Cents } from './book.ts';

/** A request without its `time`. Field order is the document's. */
export type WalletRequest =
  | { readonly code: string; readonly type: 'credit' }
  | {
      readonly bet: Cents;
      readonly code: string;
      readonly game: number;
      readonly id: bigint;
      readonly round_id?: bigint;
      readonly type: 'bet';
    }
  | {
      readonly code: string;
      readonly game: number;
      readonly id: bigint;
      readonly round_id?: bigint;
      readonly type: 'win';
      readonly win: Cents;
    }
  | {
      readonly code: string;
      readonly id: bigint;
      readonly type: 'cancel';
      readonly round_id?: bigint;
    };

export interface Account {
  readonly playerId: string;
  readonly currency: string;
}

export type WalletAnswer =
  | { readonly kind: 'done'; readonly credit: Cents; readonly account?: Account }
  | { readonly kind: 'refused'; readonly errCode: string }
  /** Nothing that the document describes. */
  | { readonly kind: 'misshapen'; readonly why: string };

const time = z.string().regex(/^\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2}$/);
const credit = z.bigint().nonnegative();
const currency = z.string().min(1);

const DONE = z.strictObject({ credit, result: z.literal(1n), time, currency: currency.optional() });
const CREDIT = z.strictObject({
  credit,
  player_id: z.string().min(1).max(40),
  result: z.literal(1n),
  time,
  currency,
});
const REFUSED = z.strictObject({
  result: z.bigint().refine((value) => value !== 1n),
  err_code: z.union([z.bigint(), z.string().min(1)]),
  err_desc: z.string().min(1),
  time: time.optional(),
});

/** A request's body; `time` is DD-MM-YYYY HH:mm:ss. */
export function writeBody(request: object, nowMs: number): string {
  const [date = '', clock = ''] = new Date(nowMs).toISOString().split(/[T.]/);
  const [year, month, day] = date.split('-');
  return renderJson({ ...request, time: `${day}-${month}-${year} ${clock}` });
}

/** The answer to a request of a type, as the document describes it. */
export function readAnswer(type: WalletRequest['type'], text: string): WalletAnswer {
  let value: unknown;
  try {
    value = parse(text, undefined, {
      parseNumber: (digits) => (/^-?\d+$/.test(digits) ? BigInt(digits) : Number(digits)),
    });
  } catch {
    return { kind: 'misshapen', why: 'no JSON' };
  }
  const refused = REFUSED.safeParse(value);
  if (refused.success) return { kind: 'refused', errCode: String(refused.data.err_code) };
  return type === 'credit' ? readCredit(value) : readMoved(value);
}

function readCredit(value: unknown): WalletAnswer {
  const { success, data, error } = CREDIT.safeParse(value);
  if (!success) return misshapen(error);
  const { credit, player_id: playerId, currency } = data;
  return { kind: 'done', credit, account: { playerId, currency } };
}

function readMoved(value: unknown): WalletAnswer {
  const { success, data, error } = DONE.safeParse(value);
  return success ? { kind: 'done', credit: data.credit } : misshapen(error);
}

function misshapen({ issues }: z.ZodError): WalletAnswer {
  const fields = issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  return { kind: 'misshapen', why: fields.join('; ') };
}

/** An answer's text without its `time`, the one thing in which the answer to a repeat may differ. */
export function withoutTime(text: string): string {
  return text.replace(/"time"\s*:\s*"[^"]*"/, '');
}
