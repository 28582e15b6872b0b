/** Days of PV with four bets an hour, and what makes a store and the vendor's totals differ. */
import { at, type Engine, openEngine } from './engine.ts';

/** Where PV gives its totals. */
export const SUMMARY = '/api/all/stage/summary';

/** Three days and six hours that nothing was read of yet. */
export const open = (options: Partial<Parameters<typeof openEngine>[0]> = {}) =>
  openEngine({
    start: '2025-03-01',
    now: '2025-03-04T06:30:00',
    vendor: { betsPerHour: 4 },
    ...options,
  });

/** How many windows are in each state. */
export const states = (engine: Engine) =>
  engine.rows('select state, count(*)::integer as n from sync.windows group by all order by 1');

/** What was asked for totals. */
export const summaries = ({ vendor }: Engine) =>
  vendor.requests.filter(({ path }) => path === SUMMARY);

/** The first bet of the hour that begins then. */
export function firstBet({ vendor }: Engine, from: string) {
  const [first] = vendor.bets(at(from) / 1000, at(from) / 1000 + 3600);
  if (!first) throw new Error(`no bet in the hour from ${from}`);
  return first;
}

/** The store loses the first bet of that hour. */
export const lose = (engine: Engine, from: string) =>
  engine.rows(`delete from pv.bets where event_id = '${firstBet(engine, from).event_id}'`);

/** The beginning of the window that a request asks for, in seconds. */
export const startOf = (body: unknown) =>
  (body as { data: { time_start: number } }).data.time_start;

/** Edits a page of the history to one that lacks a bet. */
export const lacking = (id: string) => (page: string) => {
  const { data, ...rest } = JSON.parse(page);
  const items = data.items.filter(({ event_id }: { event_id: string }) => event_id !== id);
  return JSON.stringify({ ...rest, data: { ...data, items, total: data.total - 1 } });
};

/** From now on the vendor does not answer for its totals. */
export const breakTotals = ({ vendor }: Engine) =>
  vendor.faults.add({ kind: 'http-500-html', path: SUMMARY, times: Number.POSITIVE_INFINITY });

export type PvDay = Record<'date' | 'bet_count' | 'bet_amount' | 'gain_amount', number | string>;

/** From now on its totals of days are edited, where they are asked of such an interval, in seconds. */
export const editTotals = (
  { vendor }: Pick<Engine, 'vendor'>,
  edit: (days: PvDay[]) => PvDay[],
  isFor: (from: number, to: number) => boolean = () => true,
) =>
  vendor.faults.add({
    kind: 'edited',
    path: SUMMARY,
    times: Number.POSITIVE_INFINITY,
    match: ({ body }) => {
      const { data } = body as { data: { time_start: number; time_end: number } };
      return isFor(data.time_start, data.time_end);
    },
    edit: (text) => {
      const { data, ...rest } = JSON.parse(text);
      return JSON.stringify({ ...rest, data: { ...data, day_list: edit(data.day_list) } });
    },
  });

/** One bet more in what it says of a day. */
export const withOneMore = (date: string) => (days: PvDay[]) =>
  days.map((day) => (day.date === date ? { ...day, bet_count: Number(day.bet_count) + 1 } : day));
