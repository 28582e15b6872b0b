/** `pv.bets`: All Games Betting History, /api/all/history (pv.txt 1.3). */
import * as z from 'zod';
import { defineStream } from '../../contract/stream.ts';
import { pvBetToRow } from '../../transform/pv/bets.ts';
import { paginate } from '../paginate.ts';
import { callPv } from './client.ts';
import { pvBet, recordList } from './schemas.ts';
import { pv } from './vendor.ts';

const PAGE_SIZE = 2000; // the document's maximum
/** A parsed page is held until it is staged; the lane holds the requests besides. */
const PAGES_AHEAD = 2;
const HOUR_MS = 3_600_000; // "time span cannot exceed 1 hour", within one UTC day

const historyPage = z.object({
  items: recordList, // as many as total says, so that null is none or an error
  total: z.int().nonnegative(),
});

export const pvBets = defineStream({
  name: 'pv.bets',
  vendor: pv,
  table: 'pv.bets',
  columns: {
    event_id: 'VARCHAR',
    draw_id: 'VARCHAR',
    game_id: 'BIGINT',
    user_id: 'BIGINT',
    op_id: 'VARCHAR',
    bet_amount: 'DECIMAL(18,4)',
    gain_amount: 'DECIMAL(18,4)',
    credit_before_bet: 'DECIMAL(18,4)',
    credit: 'DECIMAL(18,4)',
    start_at: 'TIMESTAMP',
    end_at: 'TIMESTAMP',
  },
  key: ['event_id'],
  sums: [['bet_amount', 'gain_amount']],
  eventTime: 'end_at',
  mode: 'replace',
  windows: { unitMs: HOUR_MS, pageSize: PAGE_SIZE },
  record: pvBet,
  toRow: pvBetToRow,
  read: ({ account, window, net, signal, priority }) =>
    paginate({
      pageSize: PAGE_SIZE,
      ahead: PAGES_AHEAD,
      fetchPage: async (page) => {
        const data = await callPv({
          path: '/api/all/history',
          data: {
            time_start: window.start / 1000,
            time_end: window.end / 1000,
            page_size: PAGE_SIZE,
            page,
          },
          answer: historyPage,
          account,
          net,
          signal,
          priority,
        });
        return { records: data.items, total: data.total };
      },
    }),
});
