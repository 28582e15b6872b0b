/** `wm.open_bets`: bets without a result, by calendar day (wm.txt, GetUnsettleReport). */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import { callReport } from './client.ts';
import {
  betIdOf,
  betKey,
  betKeyFields,
  betMayLack,
  optional,
  place,
  placeColumns,
  placeOf,
  plainBetId,
  plainPlace,
  stakeOf,
  text,
} from './fields.ts';
import { localDay, localDays, microsOf, plainTime } from './local-time.ts';
import { wm } from './vendor.ts';

const openBet = z.object({
  ...betKey,
  ...place,
  user: z.string().min(1),
  betTime: z.string(),
  bet: text,
  betResult: optional,
  gameResult: optional,
  commission: optional,
});

/** A snapshot: what is open when it is asked; settled bets leave it. */
export const wmOpenBets = defineStream({
  name: 'wm.open_bets',
  vendor: wm,
  table: 'wm.open_bets',
  columns: {
    bet_id: 'VARCHAR',
    user: 'VARCHAR',
    bet_time: 'TIMESTAMP',
    bet: 'DECIMAL(18,4)',
    bet_result: 'VARCHAR',
    game_result: 'VARCHAR',
    commission: 'VARCHAR',
    ...placeColumns,
  },
  key: ['bet_id'],
  isBet: true,
  keyFields: betKeyFields,
  mayLack: betMayLack,
  eventTime: 'bet_time',
  mode: 'replace',
  isSnapshot: true,
  windows: { ...localDays, fromUnitStart: true },
  record: openBet,
  toRow,
  plain: {
    columns: {
      ...plainPlace,
      bet_id: plainBetId,
      user: 'text',
      bet_time: plainTime('betTime'),
      bet: { as: 'decimal', least: 0 },
      bet_result: { as: 'text', of: ['betResult'] },
      game_result: { as: 'text', of: ['gameResult'] },
      commission: 'text',
    },
  },
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  const parameters = { Time: localDay(context) };
  yield { records: await callReport('GetUnsettleReport', parameters, context), total: undefined };
}

function toRow(record: z.infer<typeof openBet>, account: Account) {
  return {
    ...placeOf(record),
    bet_id: betIdOf(record),
    user: record.user,
    bet_time: microsOf(record.betTime, account, 'betTime'),
    bet: stakeOf(record.bet, 'bet'),
    bet_result: record.betResult ?? null,
    game_result: record.gameResult ?? null,
    commission: record.commission ?? null,
  };
}
