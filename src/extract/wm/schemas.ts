/** Shapes of WM's rows (wm.txt; NOTES.md): every value is a string, numbers included. */
import * as z from 'zod';
import { isJsonNumber, type JsonNumber } from '../../transform/json.ts';

/** Some gateways send numbers where the document says Integer: both are taken as text. */
const text = z.union([z.string(), z.number().transform(String)]);
const optional = text.nullish();

/** The bet key is betId in practice, betid in the document. */
const betKey = { betId: optional, betid: optional };
const place = {
  gid: text,
  event: optional,
  eventChild: optional,
  round: optional,
  subround: optional,
  tableId: optional,
  gname: optional,
};

/** GetDateTimeReport. */
export const wmBet = z.object({
  ...betKey,
  ...place,
  user: z.string().min(1),
  betTime: z.string(),
  beforeCash: optional,
  bet: text,
  validbet: text,
  water: text,
  result: optional,
  betCode: optional,
  betResult: optional,
  waterbet: optional,
  winLoss: text,
  ip: optional,
  gameResult: optional,
  commission: optional,
  reset: optional,
  settime: optional,
  slotGameId: optional,
});
export type WmBet = z.infer<typeof wmBet>;

/** GetTipReport. */
export const wmTip = z.object({
  ...betKey,
  ...place,
  Id: optional,
  username: z.string().min(1),
  betTime: z.string(),
  Tip: text,
  betResult: optional,
  winLoss: optional,
  ip: optional,
});
export type WmTip = z.infer<typeof wmTip>;

/** GetUnsettleReport. */
export const wmOpenBet = z.object({
  ...betKey,
  ...place,
  user: z.string().min(1),
  betTime: z.string(),
  bet: text,
  betResult: optional,
  gameResult: optional,
  commission: optional,
});
export type WmOpenBet = z.infer<typeof wmOpenBet>;

/** GetMemberTradeReport. */
export const wmTransfer = z.object({
  orderid: text,
  user: z.string().min(1),
  addtime: z.string(),
  money: text,
  op_code: text,
  subtotal: optional,
  ordernum: optional,
});
export type WmTransfer = z.infer<typeof wmTransfer>;

/** GetAgentBalance and GetBalance: the result alone, with whom and when we asked. */
export const wmBalance = z.object({
  user: z.string(),
  asked_at: z.int(),
  balance: z.union([z.string(), z.custom<JsonNumber>(isJsonNumber, 'not a number')]),
});
export type WmBalance = z.infer<typeof wmBalance>;
