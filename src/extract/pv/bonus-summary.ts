/** `pv.bonus_summary`: sums of the bonuses created on a UTC day, by state (pv.txt 1.4). */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { sumFromLi, sumFromLiFloat } from '../../transform/money.ts';
import { DAY_MS, microsFromSeconds } from '../../transform/time.ts';
import { ask, secondsOf } from './ask.ts';
import { daySums } from './day-sums.ts';
import { anyNumber, int32, int64, wholeNumber } from './values.ts';

/** 1 active, 2 wagering, 3 completed, 4 cancelled, 5 expired. */
const STATES = [1, 2, 3, 4, 5];

const bonusDay = z.object({
  /** The day and the state that were asked for; the answer does not repeat them. */
  date: wholeNumber,
  state: wholeNumber,
  release_count: wholeNumber,
  used_count: wholeNumber,
  release_bonus: anyNumber,
  converted_cash: anyNumber,
  bet_amount: wholeNumber,
  win_amount: wholeNumber,
});

/** By day of creation. A bonus changes its state later, too: a day is what it was when it was read. */
export const pvBonusSummary = defineStream({
  ...daySums,
  name: 'pv.bonus_summary',
  table: 'pv.bonus_summary',
  columns: {
    date: 'TIMESTAMP',
    state: 'INTEGER',
    release_count: 'BIGINT',
    used_count: 'BIGINT',
    release_bonus: 'DECIMAL(38,4)',
    converted_cash: 'DECIMAL(38,4)',
    bet_amount: 'DECIMAL(38,4)',
    win_amount: 'DECIMAL(38,4)',
  },
  key: ['date', 'state'],
  windows: { unitMs: DAY_MS, days: 'so far', pageSize: Number.POSITIVE_INFINITY },
  countCalls: async () => STATES.length,
  record: bonusDay,
  toRow,
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  const { account, window } = context;
  const { time_start, time_end } = secondsOf(window);
  const mch_id = BigInt(account.settings.mch_id ?? '0');
  for (const state of STATES) {
    const sums = await ask(context, {
      path: '/api/all/bonus/summary',
      data: { mch_id, state_list: [state], time_start, time_end },
      answer: z.looseObject({}),
    });
    const record = { ...sums, date: time_start, state };
    yield { records: [record], total: undefined };
  }
}

/** All four amounts are li (pv.txt §1): the floats are sums of the same size as the whole ones. */
function toRow(day: z.infer<typeof bonusDay>) {
  return {
    date: microsFromSeconds(day.date, 'date'),
    state: int32(day.state, 'state'),
    release_count: int64(day.release_count, 'release_count'),
    used_count: int64(day.used_count, 'used_count'),
    release_bonus: sumFromLiFloat(day.release_bonus, 'release_bonus'),
    converted_cash: sumFromLiFloat(day.converted_cash, 'converted_cash'),
    bet_amount: sumFromLi(day.bet_amount, 'bet_amount'),
    win_amount: sumFromLi(day.win_amount, 'win_amount'),
  };
}
