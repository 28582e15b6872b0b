/** `wm.transfers`: GetMemberTradeReport, one call a player and day (wm.txt, Get Member Trade Report). */
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { localDigits } from '../../transform/time.ts';
import { wmTransferToRow } from '../../transform/wm/accounts.ts';
import { wmBets } from './bets.ts';
import { callReport } from './client.ts';
import { wmTransfer } from './schemas.ts';
import { wm } from './vendor.ts';

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
  windows: {
    unitMs: 86_400_000,
    zoneSetting: 'timezone',
    retentionDays: 60,
    paceSetting: 'interval_ms',
    pageSize: Number.POSITIVE_INFINITY,
  },
  record: wmTransfer,
  toRow: wmTransferToRow,
  read: readTransfers,
});

async function* readTransfers(context: ReadContext): AsyncGenerator<Page> {
  const { account, window, players } = context;
  const zone = account.settings.timezone ?? '+08:00';
  const startTime = localDigits(window.start, zone);
  const endTime = localDigits(window.end - 1000, zone);
  for (const user of await players()) {
    const records = await callReport('GetMemberTradeReport', { user, startTime, endTime }, context);
    yield { records, total: undefined };
  }
}
