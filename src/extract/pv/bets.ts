/** `pv.bets`: All Games Betting History, /api/all/history (pv.txt 1.3). */
import * as z from 'zod';
import { Refusal } from '../../contract/errors.ts';
import type { OrScanned } from '../../contract/plain.ts';
import { defineStream, type Page, type ReadContext, type Sums } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import { amountFromLi, fitting, scaleSum, sumFromLi, UNSCALED } from '../../transform/money.ts';
import { DAY_MS, HOUR_MS, microsFromSeconds } from '../../transform/time.ts';
import { paginate } from '../paginate.ts';
import { ask, secondsOf } from './ask.ts';
import { readStageTotals } from './stage-summary.ts';
import { int64, scannedList, wholeNumber } from './values.ts';
import { pv } from './vendor.ts';

const PAGE_SIZE = 2000; // the document's maximum
/** A parsed page is held until it is staged; the lane holds the requests besides. */
const PAGES_AHEAD = 2;
/** "time span cannot exceed 1 hour", within one UTC day. */
const LONGEST_MS = HOUR_MS;
/** Sums of "up to 60 days" (pv.txt 1.2). */
const LONGEST_TOTALS_MS = 60 * DAY_MS;

/** As game-totals.ts and player-totals.ts, which lean on this stream, call them. */
const OF_DAYS = { count: 'bet_count', day: 'date' };

const historyPage = z.object({
  items: scannedList, // as many as total says, so that null is none or an error
  total: z.int().nonnegative(),
});

/** Amounts in li, times in seconds UTC. */
const bet = z.object({
  event_id: z.string().min(1),
  draw_id: z.string(),
  game_id: wholeNumber,
  user_id: wholeNumber,
  /** "Often empty" (NOTES.md): also null, or not there. */
  op_id: z.string().nullish(),
  bet_amount: wholeNumber,
  gain_amount: wholeNumber,
  credit_before_bet: wholeNumber,
  credit: wholeNumber,
  start_at: wholeNumber,
  end_at: wholeNumber,
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
  isBet: true,
  sums: [['bet_amount', 'gain_amount']],
  identity: ['user_id', 'game_id', 'bet_amount', 'gain_amount'],
  eventTime: 'end_at',
  mode: 'replace',
  windows: { unitMs: LONGEST_MS, pageSize: PAGE_SIZE },
  totals: {
    stake: 'bet_amount',
    net: 'gain_amount',
    longestMs: LONGEST_TOTALS_MS,
    read: readStageTotals,
    parts: [
      {
        what: 'game',
        stream: 'pv.game_totals',
        table: 'pv.game_totals',
        id: 'game_id',
        ...OF_DAYS,
      },
      {
        what: 'player',
        stream: 'pv.player_totals',
        table: 'pv.player_totals',
        id: 'user_id',
        ...OF_DAYS,
      },
    ],
    sumsOf,
  },
  record: bet,
  toRow,
  plain: {
    columns: {
      event_id: 'text',
      draw_id: 'text',
      game_id: 'int64',
      user_id: 'int64',
      op_id: { as: 'text', otherwise: '' },
      bet_amount: { as: 'li', least: 0 },
      gain_amount: 'li',
      credit_before_bet: 'li',
      credit: 'li',
      start_at: 'seconds',
      end_at: 'seconds',
    },
  },
  read,
});

const amounts = z.looseObject({ bet_amount: wholeNumber, gain_amount: wholeNumber });

/** PV counts a record whatever of it is refused here. */
function sumsOf(record: unknown, { scale = UNSCALED }: Account): Sums | undefined {
  const { data } = amounts.safeParse(record);
  if (!data) return undefined;
  const sum = (name: 'bet_amount' | 'gain_amount') =>
    scaleSum(sumFromLi(data[name], name), scale, name);
  try {
    return { stake: sum('bet_amount'), ggr: -sum('gain_amount') };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function read(context: ReadContext): AsyncGenerator<OrScanned<Page>> {
  return paginate({
    pageSize: PAGE_SIZE,
    ahead: PAGES_AHEAD,
    fetchPage: async (page, size) => {
      const { items, total } = await ask(context, {
        path: '/api/all/history',
        data: { ...secondsOf(context.window), page_size: size, page },
        answer: historyPage,
        scans: { list: 'items', scanner: context.scanner },
      });
      return { records: items, total };
    },
  });
}

function toRow(record: z.infer<typeof bet>) {
  const stake = amountFromLi(record.bet_amount, 'bet_amount');
  if (stake < 0n) throw new Refusal('bet_amount', 'a stake below zero');
  const net = amountFromLi(record.gain_amount, 'gain_amount');
  fitting(stake + net, 'gain_amount'); // the payout
  return {
    event_id: record.event_id,
    draw_id: record.draw_id,
    game_id: int64(record.game_id, 'game_id'),
    user_id: int64(record.user_id, 'user_id'),
    op_id: record.op_id ?? '',
    bet_amount: stake,
    gain_amount: net,
    credit_before_bet: amountFromLi(record.credit_before_bet, 'credit_before_bet'),
    credit: amountFromLi(record.credit, 'credit'),
    start_at: microsFromSeconds(record.start_at, 'start_at'),
    end_at: microsFromSeconds(record.end_at, 'end_at'),
  };
}
