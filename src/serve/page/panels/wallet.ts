/** The wallet: how much it is asked, how fast it answers, what it refuses, and what stays open. */
import { z } from 'zod';
import { type Known, type Row, text } from '../data.ts';
import { addDays, amounts, whole } from '../format.ts';
import { type Html, html, type Part } from '../html.ts';
import type { Panel } from '../panel.ts';
import { statement } from '../statements.ts';
import { at, table } from '../table.ts';

const FLAG_DAYS = 7;

export const wallet: Panel = {
  name: 'wallet',
  title: 'Wallet',
  isWide: true,
  about:
    'requests of game servers since its process began; open rounds and flagged entries of the ledger',
  draw: async ({ source, today }) => {
    const rounds = statement('open-rounds');
    const flags = statement('wallet-flags', { from_day: addDays(today, -FLAG_DAYS) });
    const [known, open, flagged] = await Promise.all([
      source.known(),
      source.rows(rounds),
      source.rows(flags),
    ]);
    return {
      statements: [rounds, flags],
      asOf: open.asOf,
      body: html`${flow(known)}<div class="pair"><div><h3>Open rounds by age</h3>${openRounds(open.rows)}</div><div><h3>Flagged entries, ${FLAG_DAYS} days</h3>${flagsOf(flagged.rows)}</div></div>`,
    };
  },
};

const COUNTS = z.record(z.string(), z.number());
const FLOW = z.object({
  state: z.string().optional(),
  port: z.number().nullish(),
  requests: z.number(),
  per_second: z.number(),
  repeats: z.number(),
  refused: COUNTS,
  latency: z.object({
    bounds: z.array(z.number()),
    cumulative: z.array(z.number()),
    count: z.number(),
  }),
});
type Flow = z.infer<typeof FLOW>;

function flow({ parts }: Known): Html {
  const { data } = FLOW.safeParse(parts.wallet);
  if (!data) return html`<p class="away">The wallet's process says nothing now.</p>`;
  const refusals = Object.entries(data.refused).toSorted(([, a], [, b]) => b - a);
  const refused = refusals.reduce((sum, [, n]) => sum + n, 0);
  const item = (name: string, value: Part, more?: Part) =>
    html`<div class="figure"><dt>${name}</dt><dd class="big">${value}</dd>${more && html`<dd class="small">${more}</dd>`}</div>`;
  const list = refusals.map(([reason, n]) => `${n} ${reason}`).join(', ');
  return html`<dl class="figures tight">
${item('rate, last minute', html`${data.per_second.toFixed(1)} <small>/s</small>`, `${whole(data.requests)} answered since it began`)}
${item('p50', quantile(data, 0.5))}${item('p99', quantile(data, 0.99))}
${item('refused', whole(refused), list || 'none')}
${item('repeats answered', whole(data.repeats))}</dl>${data.port === null && html`<p class="small">GGR_WALLET_TOKEN is not set: no game server is answered.</p>`}`;
}

/** The bound of the bucket that holds it. */
function quantile({ latency: { bounds, cumulative, count } }: Flow, share: number): Part {
  if (count === 0) return '–';
  const at = cumulative.findIndex((n) => n >= share * count);
  const bound = bounds[at];
  return bound === undefined
    ? html`&gt; ${(bounds.at(-1) ?? 0) * 1000} <small>ms</small>`
    : html`≤ ${Math.round(bound * 1e6) / 1000} <small>ms</small>`;
}

function openRounds(rows: readonly Row[]): Html {
  const stake = amounts(rows.map((row) => text(row.stake)));
  return table({
    caption: 'Open rounds by age',
    empty: 'No round is open.',
    columns: [
      { title: 'age' },
      { title: 'rounds', isNumber: true },
      { title: 'stake', isNumber: true },
      { title: 'currency' },
    ],
    rows: rows.map((row, i) => [
      { show: text(row.age).slice(2), key: text(row.age) },
      { show: whole(row.rounds), key: text(row.rounds) },
      { show: stake[i], key: text(row.stake) },
      text(row.currency),
    ]),
  });
}

function flagsOf(rows: readonly Row[]): Html {
  const sums = amounts(rows.map((row) => text(row.amount)));
  return table({
    caption: 'Flagged entries',
    empty: 'No entry is flagged.',
    columns: [
      { title: 'flag' },
      { title: 'entries', isNumber: true },
      { title: 'amount', isNumber: true },
      { title: 'currency' },
      { title: 'last (UTC)' },
    ],
    rows: rows.map((row, i) => [
      text(row.flag),
      { show: whole(row.entries), key: text(row.entries) },
      { show: sums[i], key: text(row.amount) },
      text(row.currency),
      at(row.last_at),
    ]),
  });
}
