/** `pv.stage_summary`: All Games Stage Summary, sums of UTC days (pv.txt 1.2). */
import * as z from 'zod';
import { Refusal, VendorError } from '../../contract/errors.ts';
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
import { integerOf } from '../../transform/json.ts';
import { scaleSum, sumFromLi, UNSCALED } from '../../transform/money.ts';
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

const SUMS = ['bet_count', 'bet_amount', 'gain_amount'] as const;
type StageDay = z.infer<typeof stageDay>;
const totalsAnswer = z.object({
  day_list: z.array(stageDay).nullable(),
  summary: stageDay.omit({ date: true }).nullish(),
});

/** PV's own count and sums of any interval, a day an entry: gain_amount is the player's net (NOTES). */
export async function readStageTotals(context: TotalsContext): Promise<ControlTotals[]> {
  const { account, window } = context;
  const { day_list, summary } = await askDays(context, window, totalsAnswer);
  const fault = contradiction(day_list ?? [], summary, window);
  if (fault !== undefined) {
    const from = `account ${account.name}: PV's totals from ${iso(window.start)}`;
    throw new VendorError('garbled', `${from} are no witness: ${fault}`);
  }
  const given = new Map(day_list?.map((day) => [day.date, day]));
  const days: ControlTotals[] = [];
  for (let start = window.start; start < window.end; ) {
    const midnight = Math.floor(start / DAY_MS) * DAY_MS;
    const end = Math.min(midnight + DAY_MS, window.end);
    days.push(readDay({ start, end }, given.get(iso(midnight).slice(0, 10)), account));
    start = end;
  }
  return days;
}

/**
 * Days are the period's sums split by date (pv.txt 1.2). A day without an entry counts as empty, and nobody would
 * look at it again: that is believed only where the days that are there make up the summary. A day that has an
 * entry is compared in any case, and told where it differs.
 */
function contradiction(
  days: readonly StageDay[],
  summary: z.infer<typeof totalsAnswer>['summary'],
  window: Window,
): string | undefined {
  const dates = days.map(({ date }) => date);
  const twice = dates.find((date, i) => dates.indexOf(date) < i);
  if (twice !== undefined) return `they name ${twice} twice`;
  const lacksDays = days.length * DAY_MS < window.end - window.start;
  if (!summary || !lacksDays) return undefined;
  const wrong = SUMS.find(
    (name) =>
      days.reduce((sum, day) => sum + integerOf(day[name]), 0n) !== integerOf(summary[name]),
  );
  return wrong && `the days do not add up to their summary in ${wrong}`;
}

/** A sum of more digits than anything has is no figure to compare with. Throws VendorError. */
function readDay(...day: Parameters<typeof totalsOf>): ControlTotals {
  try {
    return totalsOf(...day);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const [{ start }, , { name }] = day;
    const says = `account ${name}: PV's totals from ${iso(start)} cannot be read: ${error.message}`;
    throw new VendorError('garbled', says, { cause: error });
  }
}

function totalsOf(
  part: Window,
  day: z.infer<typeof stageDay> | undefined,
  { scale = UNSCALED }: Account,
): ControlTotals {
  if (!day) return { ...part, count: 0n, stake: 0n, ggr: 0n };
  const amount = (name: 'bet_amount' | 'gain_amount') =>
    scaleSum(sumFromLi(day[name], name), scale, name);
  return {
    ...part,
    count: integerOf(day.bet_count),
    stake: amount('bet_amount'),
    ggr: -amount('gain_amount'),
  };
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
