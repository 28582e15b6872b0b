/** `pv.stage_summary`: All Games Stage Summary, sums of UTC days (pv.txt 1.2). */
import * as z from 'zod';
import { Refusal } from '../../contract/errors.ts';
import {
  type CallContext,
  type ControlTotals,
  defineStream,
  type Page,
  type ReadContext,
  type TotalsContext,
} from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import type { Window } from '../../contract/window.ts';
import { integerOf, type JsonNumber } from '../../transform/json.ts';
import { amountFromLi, scaleSum, sumFromLi, UNSCALED } from '../../transform/money.ts';
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
    bet_amount: 'DECIMAL(18,4)',
    gain_amount: 'DECIMAL(18,4)',
    company_gain_amount: 'DECIMAL(18,4)',
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
  const { day_list } = await askDays(context, window, stageAnswer);
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

/** One call, for up to 60 days. */
function askDays<T>(context: CallContext, window: Window, answer: z.ZodType<T>): Promise<T> {
  return ask(context, { path: '/api/all/stage/summary', data: secondsOf(window), answer });
}

const totalsAnswer = z.object({ day_list: z.array(stageDay).nullable() });

/** PV's own count and sums of any interval, a day an entry: gain_amount is the player's net (NOTES). */
export async function readStageTotals(context: TotalsContext): Promise<ControlTotals[]> {
  const { account, window } = context;
  const { day_list } = await askDays(context, window, totalsAnswer);
  const given = new Map(day_list?.map((day) => [day.date, day]));
  const days: ControlTotals[] = [];
  for (let start = window.start; start < window.end; ) {
    const midnight = Math.floor(start / DAY_MS) * DAY_MS;
    const end = Math.min(midnight + DAY_MS, window.end);
    days.push(totalsOf({ start, end }, given.get(iso(midnight).slice(0, 10)), account));
    start = end;
  }
  return days;
}

function totalsOf(
  part: Window,
  day: z.infer<typeof stageDay> | undefined,
  { scale = UNSCALED }: Account,
): ControlTotals {
  if (!day) return { ...part, count: 0n, stake: 0n, ggr: 0n };
  const amount = (li: JsonNumber) => scaleSum(sumFromLi(li), scale);
  return {
    ...part,
    count: integerOf(day.bet_count),
    stake: amount(day.bet_amount),
    ggr: -amount(day.gain_amount),
  };
}

function toRow(day: z.infer<typeof stageDay>) {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(day.date) ? parseIso(day.date) : undefined;
  if (date === undefined) throw new Refusal('date', 'not a date of the form YYYY-MM-DD');
  return {
    date: BigInt(date) * 1000n,
    bet_count: int64(day.bet_count, 'bet_count'),
    bet_amount: amountFromLi(day.bet_amount, 'bet_amount'),
    gain_amount: amountFromLi(day.gain_amount, 'gain_amount'),
    company_gain_amount: amountFromLi(day.company_gain_amount, 'company_gain_amount'),
  };
}
