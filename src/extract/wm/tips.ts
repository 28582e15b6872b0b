/** `wm.tips`: tips by calendar day (wm.txt, Get Tip Report). */
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
  optionalAmount,
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

const tip = z.object({
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

export const wmTips = defineStream({
  name: 'wm.tips',
  vendor: wm,
  table: 'wm.tips',
  columns: {
    bet_id: 'VARCHAR',
    id: 'VARCHAR',
    username: 'VARCHAR',
    bet_time: 'TIMESTAMP',
    tip: 'DECIMAL(18,4)',
    bet_result: 'VARCHAR',
    win_loss: 'DECIMAL(18,4)',
    ip: 'VARCHAR',
    ...placeColumns,
  },
  key: ['bet_id'],
  keyFields: betKeyFields,
  mayLack: betMayLack,
  eventTime: 'bet_time',
  mode: 'replace',
  windows: { ...localDays, fromUnitStart: true },
  record: tip,
  toRow,
  plain: {
    columns: {
      ...plainPlace,
      bet_id: plainBetId,
      id: { as: 'text', of: ['Id'] },
      username: 'text',
      bet_time: plainTime('betTime'),
      tip: { as: 'decimal', of: ['Tip'], least: 0 },
      bet_result: { as: 'text', of: ['betResult'] },
      win_loss: { as: 'decimal', of: ['winLoss'] },
      ip: 'text',
    },
  },
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  const day = localDay(context);
  const parameters = { startTime: day, endTime: day };
  yield { records: await callReport('GetTipReport', parameters, context), total: undefined };
}

function toRow(record: z.infer<typeof tip>, account: Account) {
  return {
    ...placeOf(record),
    bet_id: betIdOf(record),
    id: record.Id ?? null,
    username: record.username,
    bet_time: microsOf(record.betTime, account, 'betTime'),
    tip: stakeOf(record.Tip, 'Tip'),
    bet_result: record.betResult ?? null,
    win_loss: optionalAmount(record.winLoss, 'winLoss'),
    ip: record.ip ?? null,
  };
}
