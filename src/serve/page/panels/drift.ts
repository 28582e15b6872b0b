/** What changed in the vendors' records. */
import { text } from '../data.ts';
import { addDays } from '../format.ts';
import type { Panel } from '../panel.ts';
import { statement } from '../statements.ts';
import { at, table } from '../table.ts';

const DAYS = 30;

export const drift: Panel = {
  name: 'drift',
  title: 'Drift',
  about: "fields of the vendors' records that are new, gone, or of another type, the last 30 days",
  draw: async ({ source, today }) => {
    const asked = statement('drift', { from_day: addDays(today, -DAYS) });
    const { rows, asOf } = await source.rows(asked);
    const body = table({
      caption: 'Drift',
      empty: "The vendors' records have the fields that they had.",
      columns: [
        { title: 'stream' },
        { title: 'field' },
        { title: 'what' },
        { title: 'first seen (UTC)' },
        { title: 'last seen (UTC)' },
      ],
      rows: rows.map((row) => [
        text(row.stream),
        text(row.field),
        text(row.what),
        at(row.first_seen),
        at(row.last_seen),
      ]),
    });
    return { statements: [asked], asOf, body };
  },
};
