/** `wm.transfers`: GetMemberTradeReport, one call a player and day (wm.txt, Get Member Trade Report). */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import { amountFromDecimal } from '../../transform/money.ts';
import { wmBets } from './bets.ts';
import { callReport } from './client.ts';
import { optional, optionalAmount, text } from './fields.ts';
import { laterMicrosOf, localAsks, localDays, microsOf, plainTime } from './local-time.ts';
import { ofWindow, SECOND_PASS } from './second-pass.ts';
import { wm } from './vendor.ts';

const transfer = z.object({
  orderid: text,
  user: z.string().min(1),
  addtime: z.string(),
  money: text,
  op_code: text,
  subtotal: optional,
  ordernum: optional,
  [SECOND_PASS]: z.literal(true).optional(),
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
  plain: {
    columns: {
      orderid: 'text',
      user: 'text',
      addtime: plainTime('addtime'),
      money: 'decimal',
      op_code: 'text',
      subtotal: 'decimal',
      ordernum: 'text',
    },
  },
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  const asks = localAsks(context);
  const layout = { account: context.account, time: 'addtime', ids: ['orderid'] };
  for (const user of await context.players()) {
    for (const ask of asks) {
      const records = await callReport('GetMemberTradeReport', { user, ...ask.range }, context);
      yield { records: ofWindow(records, ask, layout), total: undefined };
    }
  }
}

/** op_code 121 adds points, 122 deducts; the sign of money stays the vendor's. */
function toRow(record: z.infer<typeof transfer>, account: Account) {
  return {
    orderid: record.orderid,
    user: record.user,
    addtime: (record[SECOND_PASS] ? laterMicrosOf : microsOf)(record.addtime, account, 'addtime'),
    money: amountFromDecimal(record.money, 'money'),
    op_code: record.op_code,
    subtotal: optionalAmount(record.subtotal, 'subtotal'),
    ordernum: record.ordernum ?? null,
  };
}
