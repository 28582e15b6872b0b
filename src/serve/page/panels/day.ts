/** One day of one stream, opened: its windows, what is known of each, and the command that mends it. */

import type { Gap } from '../../../sync/gap.ts';
import type { WindowKnown } from '../../../sync/stream-state.ts';
import { type Row, text, textOrNull } from '../data.ts';
import { addDays, amount, dayName, instant, whole } from '../format.ts';
import { aboutOf, glyphOf, isWindowState } from '../glyphs.ts';
import { type Html, html, type Part } from '../html.ts';
import type { Drawn, PanelRequest } from '../panel.ts';
import { shown, statement } from '../statements.ts';
import { mendOf } from './mend.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const NAME = /^[\w.-]{1,64}$/;

/** Undefined where the query is none of the page's. */
export async function drawDay({ query, source }: PanelRequest): Promise<Drawn | undefined> {
  const [account = '', stream = '', day = ''] = ['account', 'stream', 'day'].map(
    (name) => query.get(name) ?? '',
  );
  if (!DAY.test(day) || !NAME.test(account) || !NAME.test(stream)) return undefined;
  const asked = statement('windows', { account, stream, day });
  const [{ rows, asOf }, { gaps = [] }] = await Promise.all([source.rows(asked), source.known()]);
  const known = [...rows.map(ofRow), ...missing(gaps, { account, stream, day })].toSorted((a, b) =>
    a.start.localeCompare(b.start),
  );
  const strip = known.map(
    ({ state, start, end }, i) =>
      html`<button type="button" class="cell ${state}" aria-pressed="${i === 0 ? 'true' : 'false'}" data-window="${i}" aria-label="${instant(start)} to ${instant(end)}: ${state}" title="${start.slice(11, 16)}–${end.slice(11, 16)} ${state}">${glyphOf(state)}<small>${start.slice(11, 13)}</small></button>`,
  );
  const articles = known.map((window, i) => article({ account, stream }, window, i > 0));
  const body = html`<header><h3>${stream} <small>${account}</small>, ${dayName(day)}</h3><span class="tools"><button type="button" class="quiet" data-sql="${shown(asked)}" aria-label="SQL of this day">SQL</button><button type="button" class="quiet" data-close>close</button></span></header>
${known.length === 0 ? html`<p class="none">No window of this day: the stream is walked by a cursor.</p>` : html`<div class="strip">${strip}</div>${articles}`}`;
  return { body, asOf };
}

interface Known {
  readonly start: string;
  readonly end: string;
  readonly state: WindowKnown;
  readonly facts: readonly (readonly [string, Part])[];
}

function ofRow(row: Row): Known {
  const word = text(row.state) === 'pending' ? 'missing' : text(row.state);
  const state = isWindowState(word) ? word : 'loaded';
  return { start: text(row.window_start), end: text(row.window_end), state, facts: factsOf(row) };
}

function factsOf(row: Row): (readonly [string, Part])[] {
  const facts: (readonly [string, Part])[] = [
    ['fetched', `${instant(row.fetched_at)} UTC, attempt ${whole(row.attempts)}`],
    [
      'records',
      `${whole(row.received)} received: ${whole(row.inserted)} new, ${whole(row.updated)} updated, ${whole(row.unchanged)} unchanged, ${whole(row.quarantined)} refused; ${whole(row.withdrawn)} withdrawn`,
    ],
  ];
  if (row.witness) {
    facts.push([
      'compared',
      `${instant(row.checked_at)} UTC with ${text(row.witness)}: ${text(row.verdict)}`,
    ]);
    facts.push(['ours', `${whole(row.ours_count)} bets, GGR ${amount(textOrNull(row.ours_ggr))}`]);
    facts.push([
      'theirs',
      `${whole(row.theirs_count)} bets, GGR ${amount(textOrNull(row.theirs_ggr))}`,
    ]);
    if (row.verdict === 'differs') facts.push(['difference', amount(textOrNull(row.difference))]);
    if (row.reason) facts.push(['reason', text(row.reason)]);
  } else facts.push(['compared', 'not yet']);
  if (row.error) facts.push(['error', text(row.error)]);
  if (row.truncated) facts.push(['truncated', text(row.truncated)]);
  return facts;
}

interface Place {
  readonly account: string;
  readonly stream: string;
  readonly day: string;
}

function missing(gaps: readonly Gap[], { account, stream, day }: Place): Known[] {
  const [from, to] = [`${day}T00:00:00Z`, `${addDays(day, 1)}T00:00:00Z`];
  return gaps
    .filter((gap) => gap.state === 'pending' && gap.account === account && gap.stream === stream)
    .filter((gap) => gap.window_start < to && gap.window_end > from)
    .map((gap) => ({
      start: gap.window_start > from ? gap.window_start : from,
      end: gap.window_end < to ? gap.window_end : to,
      state: 'missing' as const,
      facts: [
        ['hole', `${instant(gap.window_start)} to ${instant(gap.window_end)} UTC`],
        ['expires', gap.expires_at === null ? 'not known' : `${instant(gap.expires_at)} UTC`],
      ] as const,
    }));
}

function article(
  of: Omit<Place, 'day'>,
  { start, end, state, facts }: Known,
  isHidden: boolean,
): Html {
  const list = facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`);
  const mend = mendOf({ ...of, start, end, state });
  const command =
    mend.command === undefined
      ? html`<p>${mend.says}</p>`
      : html`<p>${mend.says}</p><p class="command"><code>${mend.command}</code><button type="button" class="quiet" data-copy="${mend.command}">copy</button></p>`;
  return html`<article data-of-window${isHidden && html` hidden`}><h4><span class="cell ${state}" aria-hidden="true">${glyphOf(state)}</span> ${instant(start)} – ${end.slice(11, 16)} UTC: <b>${state}</b>, ${aboutOf(state)}</h4><dl class="facts">${list}</dl>${command}</article>`;
}
