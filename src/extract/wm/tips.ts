/** `wm.tips` and `wm.open_bets`: reports by calendar day (wm.txt, Get Tip Report, GetUnsettleReport). */
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { localDigits } from '../../transform/time.ts';
import { callReport } from './client.ts';
import { wmOpenBetToRow, wmTipToRow } from './fields.ts';
import { wmOpenBet, wmTip } from './schemas.ts';
import { wm } from './vendor.ts';

const common = {
  vendor: wm,
  key: ['bet_id'],
  keyFields: ['betId', 'betid'],
  eventTime: 'bet_time',
  mode: 'replace',
  windows: {
    unitMs: 86_400_000,
    zoneSetting: 'timezone',
    fromUnitStart: true,
    retentionDays: 60,
    paceSetting: 'interval_ms',
    pageSize: Number.POSITIVE_INFINITY,
  },
} as const;

const place = {
  gid: 'VARCHAR',
  event: 'VARCHAR',
  event_child: 'VARCHAR',
  table_id: 'VARCHAR',
  gname: 'VARCHAR',
} as const;

export const wmTips = defineStream({
  ...common,
  name: 'wm.tips',
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
    ...place,
  },
  record: wmTip,
  toRow: wmTipToRow,
  read: (context) => readDay(context, 'GetTipReport', (day) => ({ startTime: day, endTime: day })),
});

/** A snapshot: what is open when it is asked; settled bets leave it. */
export const wmOpenBets = defineStream({
  ...common,
  name: 'wm.open_bets',
  table: 'wm.open_bets',
  columns: {
    bet_id: 'VARCHAR',
    user: 'VARCHAR',
    bet_time: 'TIMESTAMP',
    bet: 'DECIMAL(18,4)',
    bet_result: 'VARCHAR',
    game_result: 'VARCHAR',
    commission: 'VARCHAR',
    ...place,
  },
  isSnapshot: true,
  record: wmOpenBet,
  toRow: wmOpenBetToRow,
  read: (context) => readDay(context, 'GetUnsettleReport', (day) => ({ Time: day })),
});

async function* readDay(
  context: ReadContext,
  cmd: string,
  parameters: (day: string) => Record<string, string>,
): AsyncGenerator<Page> {
  const { account, window } = context;
  const day = localDigits(window.start, account.settings.timezone ?? '+08:00').slice(0, 8);
  yield { records: await callReport(cmd, parameters(day), context), total: undefined };
}
