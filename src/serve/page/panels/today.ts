/** Today by hour against the same weekday of last week. */
import { DAY_MS } from '../../../transform/time.ts';
import { type Row, type Source, text } from '../data.ts';
import { addDays, amounts, dayName, sumOf, whole } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Panel } from '../panel.ts';
import { statement } from '../statements.ts';
import { table } from '../table.ts';
import { currencyOf } from './currency.ts';

export const today: Panel = {
  name: 'today',
  title: 'Today by hour',
  about:
    'GGR of today by hour (UTC) beside the same weekday of last week, in the currency chosen above',
  draw: async ({ query, source, today: day, now }) => {
    const currency = await chosenOf(query, source, day);
    const asked = statement('hourly', { day, currency });
    const { rows, asOf } = await source.rows(asked);
    const before = addDays(day, -7);
    const of = (wanted: string) => rows.filter((row) => row.gaming_day === wanted);
    const hours = hoursOf(of(day), of(before));
    const until = asOf === undefined ? now : Date.parse(asOf);
    return {
      statements: [asked],
      asOf,
      body: html`<p class="lead">${sentence(of(day), of(before), { before, currency, until })}</p>${chart(hours, currency, before)}${asTable(hours, before)}`,
    };
  },
};

/** The page asks with the currency that is chosen; without one, the one with the most bets lately. */
async function chosenOf(query: URLSearchParams, source: Source, day: string): Promise<string> {
  const chosen = query.get('currency');
  if (chosen) return chosen;
  const asked = statement('daily', { from_day: addDays(day, -29), to_day: day });
  return currencyOf((await source.rows(asked)).rows, query);
}

interface Hour {
  readonly hour: string;
  readonly now: Row | undefined;
  readonly before: Row | undefined;
}

const WEEK_MS = 7 * DAY_MS;
const at = (row: Row) => Date.parse(text(row.hour_start));

/** The same hour of UTC, a week apart: in the week in which clocks change one hour of the two days has no partner. */
function hoursOf(now: readonly Row[], before: readonly Row[]): Hour[] {
  const hours = new Set([...now.map(at), ...before.map((row) => at(row) + WEEK_MS)]);
  return [...hours]
    .toSorted((a, b) => a - b)
    .map((hour) => ({
      hour: new Date(hour).toISOString().slice(11, 16),
      now: now.find((row) => at(row) === hour),
      before: before.find((row) => at(row) + WEEK_MS === hour),
    }));
}

interface SoFar {
  readonly before: string;
  readonly currency: string;
  /** As of when the figures are, epoch ms. */
  readonly until: number;
}

function sentence(
  now: readonly Row[],
  before: readonly Row[],
  { before: day, currency, until }: SoFar,
): Html {
  // by instants: a gaming day may begin in the evening of UTC
  const soFar = before.filter((row) => at(row) + WEEK_MS <= until);
  const [ours, theirs] = amounts([
    sumOf(now.map((row) => text(row.ggr))),
    sumOf(soFar.map((row) => text(row.ggr))),
  ]);
  return html`<b>${ours}</b> ${currency} so far; <b>${theirs}</b> by the same hour of ${dayName(day)}`;
}

function chart(hours: readonly Hour[], currency: string, before: string): Html {
  const drawn = {
    kind: 'hours',
    x: hours.map((_, i) => i),
    labels: hours.map(({ hour }) => `${hour} UTC`),
    series: [
      {
        name: 'today',
        values: hours.map(({ now }) => now?.ggr ?? null),
        hatched: hours.map(({ now }) => now?.proof === 'unproven' || now?.proof === 'differs'),
      },
      { name: dayName(before), values: hours.map((hour) => hour.before?.ggr ?? null) },
    ],
    unit: currency,
  };
  return html`<figure tabindex="0" class="chart" role="img" aria-label="GGR by hour, today and last week; the same as a table below" data-chart="${JSON.stringify(drawn)}"></figure>`;
}

function asTable(hours: readonly Hour[], before: string): Html {
  const of = (pick: (hour: Hour) => Row | undefined, column: string) =>
    amounts(hours.map((hour) => (pick(hour) ? text(pick(hour)?.[column]) : null)));
  const [now, then] = [of((h) => h.now, 'ggr'), of((h) => h.before, 'ggr')];
  const body = table({
    caption: 'GGR by hour',
    empty: 'No closed bets on either day.',
    columns: [
      { title: 'hour (UTC)' },
      { title: 'GGR today', isNumber: true },
      { title: 'bets today', isNumber: true },
      { title: `GGR ${dayName(before)}`, isNumber: true },
    ],
    rows: hours.map(({ hour, now: row, before: earlier }, i) => [
      hour,
      { show: now[i], key: text(row?.ggr) },
      { show: whole(row?.bets), key: text(row?.bets) },
      { show: then[i], key: text(earlier?.ggr) },
    ]),
  });
  return html`<details class="as-table"><summary>the same as a table</summary>${body}</details>`;
}
