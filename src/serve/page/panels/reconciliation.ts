/** Reconciliation: what differs from a second witness, ours and theirs, how old it is, who lets it stand; and what was compared. */
import { duration } from '../../../transform/time.ts';
import { type Fact, type Row, text, textOrNull } from '../data.ts';
import { addDays, amounts, instant, whole } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Panel } from '../panel.ts';
import { statement } from '../statements.ts';
import { at, table } from '../table.ts';

const DAYS = 60;

export const reconciliation: Panel = {
  name: 'reconciliation',
  title: 'Reconciliation',
  about: "ours against the vendors' own totals and other witnesses, the last 60 days",
  draw: async ({ source, today }) => {
    const from_day = addDays(today, -DAYS);
    const differing = statement('differences', { from_day });
    const compared = statement('reconciled', { from_day });
    const [differences, checks] = await Promise.all([
      source.rows(differing),
      source.rows(compared),
    ]);
    return {
      statements: [differing, compared],
      asOf: differences.asOf,
      body: html`${differencesOf(differences.rows)}<h3>What was compared</h3>${checksOf(checks.rows)}`,
    };
  },
};

function differencesOf(rows: readonly Row[]): Html {
  const column = (name: string) => amounts(rows.map((row) => textOrNull(row[name])));
  const [ours, theirs, difference] = [
    column('ours_ggr'),
    column('theirs_ggr'),
    column('difference'),
  ];
  return table({
    caption: 'What differs',
    empty: 'Nothing differs from what the vendors say.',
    columns: [
      { title: 'stream' },
      { title: 'window (UTC)' },
      { title: 'GGR ours', isNumber: true },
      { title: 'GGR theirs', isNumber: true },
      { title: 'difference', isNumber: true },
      { title: 'age', isNumber: true },
      { title: 'waiver' },
    ],
    rows: rows.map((row, i) => [
      { show: html`${text(row.stream)} <small>${text(row.account)}</small>` },
      { show: windowOf(row), key: text(row.window_start) },
      { show: side(row.ours_count, ours[i]), key: text(row.ours_ggr) },
      { show: side(row.theirs_count, theirs[i]), key: text(row.theirs_ggr) },
      { show: difference[i], key: text(row.difference), tone: row.waiver ? undefined : 'bad' },
      {
        show: row.age_seconds === null ? '–' : duration(Number(row.age_seconds) * 1000),
        key: text(row.age_seconds),
      },
      { show: row.waiver ? `${text(row.waived_by)}: ${text(row.waiver)}` : 'none' },
    ]),
  });
}

/** A count and a sum: a difference may be in either. */
const side = (count: Fact | undefined, ggr: string | undefined): Html =>
  html`${ggr} <small class="under">${whole(count)} bets</small>`;

/** An hour, or whatever a window is, on one line. */
function windowOf(row: Row): Html {
  const [start, end] = [text(row.window_start), text(row.window_end)];
  const until = start.slice(0, 10) === end.slice(0, 10) ? end.slice(11, 16) : instant(end);
  return html`${start.slice(0, 10)} <span class="keep">${start.slice(11, 16)}–${until}</span>`;
}

function checksOf(rows: readonly Row[]): Html {
  return table({
    caption: 'What was compared',
    empty: 'Nothing was compared in these days.',
    columns: [
      { title: 'stream' },
      { title: 'witness' },
      { title: 'checks', isNumber: true },
      { title: 'equal', isNumber: true },
      { title: 'differed', isNumber: true },
      { title: 'last (UTC)' },
    ],
    rows: rows.map((row) => [
      { show: html`${text(row.stream)} <small>${text(row.account)}</small>` },
      text(row.witness),
      ...['checks', 'equal', 'differed'].map((name) => ({
        show: whole(row[name]),
        key: text(row[name]),
      })),
      at(row.last_checked_at),
    ]),
  });
}
