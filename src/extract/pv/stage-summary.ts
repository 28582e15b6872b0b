/** `pv.stage_summary`: All Games Stage Summary, sums of UTC days (pv.txt 1.2). */
import * as z from 'zod';
import { Refusal } from '../../contract/errors.ts';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { sumFromLi } from '../../transform/money.ts';
import { DAY_MS, iso, parseIso } from '../../transform/time.ts';
import { ask, secondsOf } from './ask.ts';
import { daySums } from './day-sums.ts';
import { int64, recordList, wholeNumber } from './values.ts';

/** The document allows 60 days a call. The open unit is read again whole at each sync: half of them. */
const UNIT_MS = 30 * DAY_MS;

const stageDay = z.object({
  date: z.string(),
  bet_count: wholeNumber,
  bet_amount: wholeNumber,
  gain_amount: wholeNumber,
  company_gain_amount: wholeNumber,
});

/** Whole days: the open one again and again, the closed one once more. */
export const pvStageSummary = defineStream({
  ...daySums,
  name: 'pv.stage_summary',
  table: 'pv.stage_summary',
  columns: {
    date: 'TIMESTAMP',
    bet_count: 'BIGINT',
    bet_amount: 'DECIMAL(38,4)',
    gain_amount: 'DECIMAL(38,4)',
    company_gain_amount: 'DECIMAL(38,4)',
  },
  key: ['date'],
  windows: { unitMs: UNIT_MS, days: 'so far', pageSize: Number.POSITIVE_INFINITY },
  record: stageDay,
  toRow,
  read,
});

const dated = z.looseObject({ date: z.iso.date() });
const stageAnswer = z.object({ day_list: recordList });

/**
 * The answer has no entry for a day without bets: it becomes a row of zeros, so that a sum of zero is
 * told from a day that was never asked for.
 */
async function* read(context: ReadContext): AsyncGenerator<Page> {
  const { window } = context;
  const { day_list } = await ask(context, {
    path: '/api/all/stage/summary',
    data: secondsOf(window),
    answer: stageAnswer,
  });
  const records = [...day_list];
  const given = new Set(day_list.map((day) => dated.safeParse(day).data?.date));
  // an entry that cannot be read may be of any day
  const from = given.has(undefined) ? window.end : window.start;
  for (let day = from; day < window.end; day += DAY_MS) {
    const date = iso(day).slice(0, 10);
    const zeros = { bet_count: 0, bet_amount: 0, gain_amount: 0, company_gain_amount: 0 };
    if (!given.has(date)) records.push({ date, ...zeros });
  }
  yield { records, total: undefined };
}

function toRow(day: z.infer<typeof stageDay>) {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(day.date) ? parseIso(day.date) : undefined;
  if (date === undefined) throw new Refusal('date', 'not a date of the form YYYY-MM-DD');
  return {
    date: BigInt(date) * 1000n,
    bet_count: int64(day.bet_count, 'bet_count'),
    bet_amount: sumFromLi(day.bet_amount, 'bet_amount'),
    gain_amount: sumFromLi(day.gain_amount, 'gain_amount'),
    company_gain_amount: sumFromLi(day.company_gain_amount, 'company_gain_amount'),
  };
}
