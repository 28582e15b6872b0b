/** `wm.transfers`: GetMemberTradeReport, one call a player and day (wm.txt, Get Member Trade Report). */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import { amountFromDecimal } from '../../transform/money.ts';
import { wmBets } from './bets.ts';
import { callReport } from './client.ts';
import { optional, optionalAmount, text } from './fields.ts';
import { localDays, localRange, microsOf } from './local-time.ts';
import { wm } from './vendor.ts';

const transfer = z.object({
  orderid: text,
  user: z.string().min(1),
  addtime: z.string(),
  money: text,
  op_code: text,
  subtotal: optional,
  ordernum: optional,
});

export const wmTransfers = defineStream({
  name: 'wm.transfers',
  vendor: wm,
  table: 'wm.transfers',
  columns: {
    orderid: 'VARCHAR',
    user: 'VARCHAR',
    addtime: 'TIMESTAMP',
    money: 'DECIMAL(18,4)',
    op_code: 'VARCHAR',
    subtotal: 'DECIMAL(18,4)',
    ordernum: 'VARCHAR',
  },
  key: ['orderid'],
  eventTime: 'addtime',
  mode: 'replace',
  callsPer: 'player',
  after: wmBets, // it is asked for whoever has bet before
  windows: localDays,
  record: transfer,
  toRow,
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  const range = localRange(context);
  for (const user of await context.players()) {
    const records = await callReport('GetMemberTradeReport', { user, ...range }, context);
    yield { records, total: undefined };
  }
}

/** op_code 121 adds points, 122 deducts; the sign of money stays the vendor's. */
function toRow(record: z.infer<typeof transfer>, account: Account) {
  return {
    orderid: record.orderid,
    user: record.user,
    addtime: microsOf(record.addtime, account, 'addtime'),
    money: amountFromDecimal(record.money, 'money'),
    op_code: record.op_code,
    subtotal: optionalAmount(record.subtotal, 'subtotal'),
    ordernum: record.ordernum ?? null,
  };
}
