/** `pv.stage_summary` and `pv.bonus_summary`: sums of UTC days (pv.txt 1.2, 1.4). */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { pvBonusDayToRow, pvStageDayToRow } from '../../transform/pv/sums.ts';
import { iso } from '../../transform/time.ts';
import { ask, secondsOf } from './ask.ts';
import { pvBonusDay, pvStageDay, recordList } from './schemas.ts';
import { pv } from './vendor.ts';

const DAY_MS = 86_400_000;
/** The document allows 60 days a call. The open unit is read again whole at each sync: half of them. */
const STAGE_UNIT_MS = 30 * DAY_MS;
/** 1 active, 2 wagering, 3 completed, 4 cancelled, 5 expired. */
const STATES = [1, 2, 3, 4, 5];

/** Sums of whole days: the open one again and again, the closed one once more. */
const common = {
  vendor: pv,
  eventTime: 'date',
  mode: 'replace',
  // a refused record's date is no key as it is stored: without one, nothing is called withdrawn
  keyFields: [],
} as const;

export const pvStageSummary = defineStream({
  ...common,
  name: 'pv.stage_summary',
  table: 'pv.stage_summary',
  columns: {
    date: 'TIMESTAMP',
    bet_count: 'BIGINT',
    bet_amount: 'DECIMAL(18,4)',
    gain_amount: 'DECIMAL(18,4)',
    company_gain_amount: 'DECIMAL(18,4)',
  },
  key: ['date'],
  windows: { unitMs: STAGE_UNIT_MS, days: 'so far', pageSize: Number.POSITIVE_INFINITY },
  record: pvStageDay,
  toRow: pvStageDayToRow,
  read: readStage,
});

const stageDate = z.looseObject({ date: z.iso.date() });
const stageAnswer = z.object({ day_list: recordList });

/**
 * The answer has no entry for a day without bets: it becomes a row of zeros, so that a sum of zero is
 * told from a day that was never asked for.
 */
async function* readStage(context: ReadContext): AsyncGenerator<Page> {
  const { window } = context;
  const { day_list } = await ask(context, {
    path: '/api/all/stage/summary',
    data: secondsOf(window),
    answer: stageAnswer,
  });
  const records = [...day_list];
  const given = new Set(day_list.map((day) => stageDate.safeParse(day).data?.date));
  // an entry that cannot be read may be of any day
  const from = given.has(undefined) ? window.end : window.start;
  for (let day = from; day < window.end; day += DAY_MS) {
    const date = iso(day).slice(0, 10);
    const zeros = { bet_count: 0, bet_amount: 0, gain_amount: 0, company_gain_amount: 0 };
    if (!given.has(date)) records.push({ date, ...zeros });
  }
  yield { records, total: undefined };
}

/** By day of creation. A bonus changes its state later, too: a day is what it was when it was read. */
export const pvBonusSummary = defineStream({
  ...common,
  name: 'pv.bonus_summary',
  table: 'pv.bonus_summary',
  columns: {
    date: 'TIMESTAMP',
    state: 'INTEGER',
    release_count: 'BIGINT',
    used_count: 'BIGINT',
    release_bonus: 'DECIMAL(18,4)',
    converted_cash: 'DECIMAL(18,4)',
    bet_amount: 'DECIMAL(18,4)',
    win_amount: 'DECIMAL(18,4)',
  },
  key: ['date', 'state'],
  windows: { unitMs: DAY_MS, days: 'so far', pageSize: Number.POSITIVE_INFINITY },
  countCalls: async () => STATES.length,
  record: pvBonusDay,
  toRow: pvBonusDayToRow,
  read: readBonuses,
});

async function* readBonuses(context: ReadContext): AsyncGenerator<Page> {
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
