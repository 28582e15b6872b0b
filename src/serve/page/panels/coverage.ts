/** Coverage: every stream by day, the worst of what is known of a day, as a heat map that opens to hours. */

import type { KnownStream, WindowKnown } from '../../../sync/stream-state.ts';
import { type Known, type Row, text } from '../data.ts';
import { addDays, dayName } from '../format.ts';
import { glyphOf, isWindowState, legend, worstOf } from '../glyphs.ts';
import { type Html, html } from '../html.ts';
import type { Panel } from '../panel.ts';
import { statement } from '../statements.ts';

const SPANS = ['14', '30', '60'] as const;

export const coverage: Panel = {
  name: 'coverage',
  title: 'Coverage',
  about:
    'every stream by day (UTC): the worst of what is known of its windows; a day opens to its hours',
  isWide: true,
  draw: async ({ query, source, now }) => {
    const span = SPANS.find((days) => days === query.get('days')) ?? '30';
    const last = new Date(now).toISOString().slice(0, 10);
    const from = addDays(last, 1 - Number(span));
    const asked = statement('coverage', { from_day: from });
    const [{ rows, asOf }, known] = await Promise.all([source.rows(asked), source.known()]);
    const days = Array.from({ length: Number(span) }, (_, i) => addDays(from, i));
    const controls = html`<label>days <select data-query="days">${SPANS.map((each) => html`<option${each === span && html` selected`}>${each}</option>`)}</select></label>`;
    return {
      statements: [asked],
      asOf,
      controls,
      body: html`${map(cellsOf(rows, known), days, known.streams ?? [])}${legend()}<div class="opened" data-opened aria-live="polite"></div>`,
    };
  },
};

/** A stream that is walked by a cursor has no windows: it holds all from its first event on. */
function walked(
  { account, stream, windows, covered_from, complete_until }: KnownStream,
  add: (key: string, state: WindowKnown, more: number) => void,
): void {
  if (!covered_from || !complete_until || Object.keys(windows).length > 0) return;
  for (
    let day = covered_from.slice(0, 10);
    day <= complete_until.slice(0, 10);
    day = addDays(day, 1)
  ) {
    add(`${account} ${stream} ${day}`, 'loaded', 1);
  }
}

type Counts = Map<WindowKnown, number>;

/** By "account stream day"; what is missing stands in no table, and comes from the plan. */
function cellsOf(rows: readonly Row[], { gaps = [], streams = [] }: Known): Map<string, Counts> {
  const cells = new Map<string, Counts>();
  const add = (key: string, state: WindowKnown, more: number) => {
    const counts = cells.get(key) ?? new Map();
    counts.set(state, (counts.get(state) ?? 0) + more);
    cells.set(key, counts);
  };
  for (const { account, stream, day, state, windows } of rows) {
    const word = text(state) === 'pending' ? 'missing' : text(state);
    if (isWindowState(word)) add(`${account} ${stream} ${day}`, word, Number(windows));
  }
  for (const { account, stream, window_start, window_end, state } of gaps) {
    if (state !== 'pending') continue;
    for (
      let day = window_start.slice(0, 10);
      `${day}T00:00:00Z` < window_end;
      day = addDays(day, 1)
    ) {
      add(`${account} ${stream} ${day}`, 'missing', 1);
    }
  }
  for (const stream of streams) walked(stream, add);
  return cells;
}

function map(
  cells: ReadonlyMap<string, Counts>,
  days: readonly string[],
  known: readonly KnownStream[],
): Html {
  const names = new Map<string, KnownStream | undefined>();
  for (const stream of known) names.set(`${stream.account} ${stream.stream}`, stream);
  for (const key of cells.keys()) {
    const name = key.slice(0, key.lastIndexOf(' '));
    if (!names.has(name)) names.set(name, undefined);
  }
  if (names.size === 0) return html`<p class="none">Nothing was fetched yet.</p>`;
  const head = days.map((day, i) => {
    const isMarked = new Date(day).getUTCDay() === 1 || (i === 0 && days.length < 8);
    return html`<th scope="col"><span class="sr">${dayName(day)}</span><span aria-hidden="true">${isMarked && dayName(day).slice(4)}</span></th>`;
  });
  const rows = [...names].map(([name, stream]) => {
    const [account = '', report = ''] = name.split(' ');
    const boxes = days.map((day) =>
      box({ account, stream: report, day }, cells.get(`${name} ${day}`)),
    );
    return html`<tr><th scope="row"${stream && html` class="${stream.state}"`}>${report}${account !== report.split('.')[0] && html` <small>${account}</small>`}</th>${boxes}</tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="coverage by stream and day"><table class="heat" data-heat><caption class="sr">coverage by stream and day; a button opens the hours of a day</caption><thead><tr><th scope="col"><span class="sr">stream</span></th>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

interface Place {
  readonly account: string;
  readonly stream: string;
  readonly day: string;
}

/** An empty box is a day of which nothing is known and nothing is due: before the first sync, or of a walk. */
function box({ account, stream, day }: Place, counts: Counts | undefined): Html {
  const worst = counts && worstOf(counts.keys());
  if (!counts || !worst)
    return html`<td><span class="cell none"><span class="sr">nothing is due</span></span></td>`;
  const told = [...counts].map(([state, n]) => `${n} ${state}`).join(', ');
  return html`<td><button type="button" class="cell ${worst}" data-open="/page/panel/day?${new URLSearchParams({ account, stream, day }).toString()}" tabindex="-1" title="${stream}, ${dayName(day)}: ${told}" aria-label="${stream}, ${dayName(day)}: ${told}">${glyphOf(worst)}</button></td>`;
}
