/** GGR, stake and payout by gaming day and by source, in one currency. */
import { type Row, text } from '../data.ts';
import {
  addDays,
  amount,
  amounts,
  dayName,
  percent,
  sumOf,
  tenThousandths,
  whole,
} from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Panel, PanelRequest } from '../panel.ts';
import { statement } from '../statements.ts';
import { table } from '../table.ts';
import { chooseCurrency, currencyOf } from './currency.ts';

const SPANS = ['14', '30', '90'] as const;

export const money: Panel = {
  name: 'money',
  title: 'GGR by day',
  about: 'stake - payout by gaming day and source; hatched where a day is not over, or not proved',
  isWide: true,
  draw: async ({ query, source, today }: PanelRequest) => {
    const span = SPANS.find((days) => days === query.get('days')) ?? '30';
    const from = addDays(today, 1 - Number(span));
    const asked = statement('daily', { from_day: from, to_day: today });
    const { rows, asOf } = await source.rows(asked);
    const currency = currencyOf(rows, query);
    const mine = rows.filter((row) => row.currency === currency);
    const days = Array.from({ length: Number(span) }, (_, i) => addDays(from, i));
    const spans = html`<label>days <select data-query="days">${SPANS.map((days) => html`<option${days === span && html` selected`}>${days}</option>`)}</select></label>`;
    return {
      statements: [asked],
      asOf,
      controls: html`${chooseCurrency(rows, currency)}${spans}`,
      body: html`${figures(mine, today, currency)}${chart(mine, days, { today, currency })}${asTable(mine)}`,
    };
  },
};

const isProved = (row: Row) => row.proof === 'verified' || row.proof === 'checked';

/** What a person asks first. */
function figures(rows: readonly Row[], today: string, currency: string): Html {
  const since = (days: number) => addDays(today, 1 - days);
  const between = (from: string, to: string) =>
    rows.filter((row) => text(row.gaming_day) >= from && text(row.gaming_day) <= to);
  const spans = [
    ['today so far', between(today, today)],
    ['yesterday', between(addDays(today, -1), addDays(today, -1))],
    ['7 days', between(since(7), today)],
    ['all days shown', rows],
  ] as const;
  const items = spans.map(([name, some]) => {
    const [ggr, stake, payout] = (['ggr', 'stake', 'payout'] as const).map((column) =>
      sumOf(some.map((row) => text(row[column]))),
    ) as [string, string, string];
    const unproved = some.some((row) => !isProved(row));
    return html`<div class="figure"><dt>${name}${unproved && some.length > 0 && html` <span class="mark" title="not all of it is proved">◌<span class="sr"> not all of it is proved</span></span>`}</dt><dd class="${ggr.startsWith('-') ? 'big loss' : 'big'}">${amount(ggr)} <small>${currency}</small></dd><dd class="small">stake ${amount(stake)} · payout ${amount(payout)} · payout/stake ${percent(ratioOf(payout, stake))}</dd></div>`;
  });
  return html`<dl class="figures">${items}</dl>`;
}

/** Money stays whole: what becomes a number is the ratio, to six digits. */
function ratioOf(payout: string, stake: string): number | null {
  const whole = tenThousandths(stake);
  return whole === 0n ? null : Number((tenThousandths(payout) * 1_000_000n) / whole) / 1_000_000;
}

interface Shown {
  readonly today: string;
  readonly currency: string;
}

/** The exact texts go to the browser, which makes pixels of them and shows the texts. */
function chart(rows: readonly Row[], days: readonly string[], { today, currency }: Shown): Html {
  const sources = [...new Set(rows.map((row) => text(row.source)))].toSorted();
  const byKey = new Map(rows.map((row) => [`${row.gaming_day} ${row.source}`, row]));
  const find = (day: string, source: string) => byKey.get(`${day} ${source}`);
  const series = sources.map((source) => ({
    name: source,
    values: days.map((day) => find(day, source)?.ggr ?? null),
    hatched: days.map((day) => {
      const row = find(day, source);
      return row !== undefined && (day === today || !isProved(row));
    }),
  }));
  const totals = (column: 'stake' | 'payout') => ({
    name: column,
    values: days.map((day) => {
      const some = sources.flatMap((source) => find(day, source)?.[column] ?? []);
      return some.length === 0 ? null : sumOf(some.map(text));
    }),
  });
  const x = days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
  const labels = days.map(dayName);
  const ggr = { kind: 'stack', x, labels, series, unit: currency };
  const both = {
    kind: 'lines',
    x,
    labels,
    series: [totals('stake'), totals('payout')],
    unit: currency,
  };
  return html`<div class="pair">
<figure tabindex="0" class="chart" role="img" aria-label="GGR by day and source in ${currency}; the same as a table below" data-chart="${JSON.stringify(ggr)}"></figure>
<figure tabindex="0" class="chart" role="img" aria-label="stake and payout by day in ${currency}; the same as a table below" data-chart="${JSON.stringify(both)}"></figure></div>`;
}

function asTable(rows: readonly Row[]): Html {
  const newest = rows.toSorted(
    (a, b) =>
      text(b.gaming_day).localeCompare(text(a.gaming_day)) ||
      text(a.source).localeCompare(text(b.source)),
  );
  const column = (name: string) => amounts(newest.map((row) => text(row[name])));
  const [stake, payout, ggr] = [column('stake'), column('payout'), column('ggr')];
  const body = table({
    caption: 'GGR by day and source',
    empty: 'No closed bets in these days.',
    columns: [
      { title: 'day' },
      { title: 'source' },
      ...['bets', 'stake', 'payout', 'GGR'].map((title) => ({ title, isNumber: true })),
      { title: 'proof' },
    ],
    rows: newest.map((row, i) => [
      text(row.gaming_day),
      text(row.source),
      { show: whole(row.bets), key: text(row.bets) },
      { show: stake[i], key: text(row.stake) },
      { show: payout[i], key: text(row.payout) },
      {
        show: ggr[i],
        key: text(row.ggr),
        tone: tenThousandths(text(row.ggr)) < 0n ? 'loss' : undefined,
      },
      { show: text(row.proof), tone: `proof ${text(row.proof)}` },
    ]),
  });
  return html`<details class="as-table"><summary>the same as a table</summary>${body}</details>`;
}
