/** Runs as a timeline, a lane a command, and as a table. */
import { DAY_MS, duration, iso, sqlTimestamp } from '../../../transform/time.ts';
import { type Row, text } from '../data.ts';
import { instant, whole } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Panel } from '../panel.ts';
import { statement } from '../statements.ts';
import { at, table } from '../table.ts';

const SPAN_MS = DAY_MS;
/** Of the drawing, whose units are 1/1000 of its width. */
const WIDTH = 1000;
const LANE = 22;
const TICKS = 6;

export const runs: Panel = {
  name: 'runs',
  title: 'Runs',
  about: 'what was executed in the last 24 hours, and what came of it',
  draw: async ({ source, now }) => {
    const since = now - SPAN_MS;
    const asked = statement('runs', { since: sqlTimestamp(since) });
    const { rows, asOf } = await source.rows(asked);
    return { statements: [asked], asOf, body: html`${timeline(rows, since, now)}${asTable(rows)}` };
  },
};

function timeline(rows: readonly Row[], since: number, now: number): Html {
  const lanes = [...new Set(rows.map((row) => text(row.command)))].toSorted();
  if (lanes.length === 0) return html``;
  const x = (at: number) => Math.round(((at - since) / (now - since)) * WIDTH * 10) / 10;
  const bars = rows.map((row) => {
    const start = Date.parse(text(row.started_at));
    const end = row.ended_at === null ? now : Date.parse(text(row.ended_at));
    const y = lanes.indexOf(text(row.command)) * LANE + 4;
    return html`<rect class="${text(row.outcome)}" x="${x(start)}" y="${y}" width="${Math.max(3, x(end) - x(start))}" height="${LANE - 8}"><title>${text(row.command)} ${text(row.arguments)}, ${instant(row.started_at)}: ${text(row.outcome)}</title></rect>`;
  });
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => since + ((now - since) * i) / TICKS);
  const names = lanes.map((name) => html`<li>${name}</li>`);
  const marks = ticks.map(
    (at) => html`<li>${iso(Math.round(at / 60_000) * 60_000).slice(11, 16)}</li>`,
  );
  return html`<div class="timeline"><ul class="lanes" aria-hidden="true">${names}</ul><div><svg viewBox="0 0 ${WIDTH} ${lanes.length * LANE}" preserveAspectRatio="none" height="${lanes.length * LANE}" role="img" aria-label="${rows.length} runs in the last 24 hours; the same as a table below">${bars}</svg><ul class="ticks" aria-hidden="true">${marks}</ul></div></div>`;
}

function asTable(rows: readonly Row[]): Html {
  const body = table({
    caption: 'Runs',
    empty: 'Nothing ran in the last 24 hours.',
    columns: [
      { title: 'began (UTC)' },
      { title: 'command' },
      { title: 'took', isNumber: true },
      { title: 'outcome' },
      { title: 'windows', isNumber: true },
      { title: 'failed', isNumber: true },
      { title: 'received', isNumber: true },
      { title: 'new', isNumber: true },
      { title: 'error' },
    ],
    rows: rows.map((row) => {
      const tookMs =
        row.ended_at === null
          ? null
          : Date.parse(text(row.ended_at)) - Date.parse(text(row.started_at));
      return [
        at(row.started_at),
        { show: html`${text(row.command)} <small>${text(row.arguments)}</small>` },
        { show: tookMs === null ? '–' : tookOf(tookMs), key: String(tookMs ?? '') },
        { show: text(row.outcome), tone: `outcome ${text(row.outcome)}` },
        ...['windows_loaded', 'windows_failed', 'received', 'inserted'].map((name) => ({
          show: whole(row[name]),
          key: text(row[name]),
        })),
        { show: text(row.error) },
      ];
    }),
  });
  const open = rows.length === 0;
  return open
    ? body
    : html`<details class="as-table"><summary>the same as a table</summary>${body}</details>`;
}

const tookOf = (ms: number) => (ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : duration(ms));
