/** `pv.slot_spins`: spins of the slots family with their details, one call a player (pv.txt 3.1). */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { toJson } from '../../transform/json.ts';
import { amountFromLi } from '../../transform/money.ts';
import {
  betColumns,
  betFields,
  betPart,
  creditColumns,
  detailedBets,
  readHistory,
  timeColumns,
} from './detailed-bet.ts';
import { isSlots } from './families.ts';
import { int32, maybe, wholeNumber } from './values.ts';

const spin = z.object({
  ...betFields,
  currency: z.string().nullish(),
  feature: wholeNumber.nullish(),
  extra_business: z.looseObject({ jackpot_amount: wholeNumber.nullish() }).nullish(),
  is_buy: z.boolean().nullish(),
});

export const pvSlotSpins = defineStream({
  ...detailedBets,
  name: 'pv.slot_spins',
  table: 'pv.slot_spins',
  columns: {
    ...betColumns,
    ...creditColumns,
    ...timeColumns,
    currency: 'VARCHAR',
    feature: 'INTEGER',
    extra_business: 'JSON',
    jackpot_amount: 'DECIMAL(18,4)',
    is_buy: 'BOOLEAN',
  },
  callsPer: 'player',
  countCalls: async ({ players }) => (await players(isSlots)).length,
  record: spin,
  toRow,
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  for (const id of await context.players(isSlots)) {
    yield* readHistory(context, '/api/slots/user/history', { user_id: BigInt(id) });
  }
}

/** extra_business stays as the vendor wrote it, in li; its jackpot is also an amount. */
function toRow(record: z.infer<typeof spin>) {
  return {
    ...betPart(record),
    currency: record.currency ?? null,
    feature: maybe(record.feature, (v) => int32(v, 'feature')),
    extra_business: maybe(record.extra_business, toJson),
    jackpot_amount: maybe(record.extra_business?.jackpot_amount, (v) =>
      amountFromLi(v, 'extra_business.jackpot_amount'),
    ),
    is_buy: record.is_buy ?? null,
  };
}
