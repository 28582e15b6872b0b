/** `wm.bets` and `wm.resettlements`: GetDateTimeReport by bet time and by update time (wm.txt). */
import {
  defineStream,
  type Page,
  type ReadContext,
  type WindowedStream,
} from '../../contract/stream.ts';
import { localDigits } from '../../transform/time.ts';
import { callReport } from './client.ts';
import { wmBetToRow } from './fields.ts';
import { wmBet } from './schemas.ts';
import { wm } from './vendor.ts';

/** "shouldn't be more than one day"; a closed day is one window (NOTES.md). */
const DAY_MS = 86_400_000;
const RETENTION_DAYS = 60;
const BY_BET_TIME = '0';
const BY_UPDATE_TIME = '1';

const table = {
  vendor: wm,
  table: 'wm.bets',
  columns: {
    bet_id: 'VARCHAR',
    user: 'VARCHAR',
    bet_time: 'TIMESTAMP',
    before_cash: 'DECIMAL(18,4)',
    bet: 'DECIMAL(18,4)',
    validbet: 'DECIMAL(18,4)',
    water: 'DECIMAL(18,4)',
    result: 'VARCHAR',
    bet_code: 'VARCHAR',
    bet_result: 'VARCHAR',
    waterbet: 'DECIMAL(18,4)',
    win_loss: 'DECIMAL(18,4)',
    ip: 'VARCHAR',
    gid: 'VARCHAR',
    event: 'VARCHAR',
    event_child: 'VARCHAR',
    table_id: 'VARCHAR',
    gname: 'VARCHAR',
    game_result: 'VARCHAR',
    commission: 'VARCHAR',
    reset: 'VARCHAR',
    settime: 'TIMESTAMP',
    slot_game_id: 'VARCHAR',
  },
  key: ['bet_id'],
  sums: [['bet', 'win_loss']],
  eventTime: 'bet_time',
  version: 'settime',
  windows: {
    unitMs: DAY_MS,
    zoneSetting: 'timezone',
    retentionDays: RETENTION_DAYS,
    leastMs: 60_000,
    paceSetting: 'interval_ms',
    pageSize: Number.POSITIVE_INFINITY,
  },
  record: wmBet,
  keyFields: ['betId', 'betid'],
  toRow: wmBetToRow,
} as const;

/** Bets by bet time: it owns coverage. */
export const wmBets: WindowedStream = defineStream({
  ...table,
  name: 'wm.bets',
  mode: 'replace',
  read: (context) => readReport(context, BY_BET_TIME),
});

/** The same bets by update time: later versions of bets of any age. */
export const wmResettlements: WindowedStream = defineStream({
  ...table,
  name: 'wm.resettlements',
  mode: 'upsert',
  read: (context) => readReport(context, BY_UPDATE_TIME),
});

async function* readReport(context: ReadContext, timetype: string): AsyncGenerator<Page> {
  const { account, window } = context;
  const zone = account.settings.timezone ?? '+08:00';
  const parameters = {
    startTime: localDigits(window.start, zone),
    endTime: localDigits(window.end - 1000, zone), // the end second is inclusive (NOTES.md)
    timetype,
    datatype: '0',
  };
  yield { records: await callReport('GetDateTimeReport', parameters, context), total: undefined };
}
