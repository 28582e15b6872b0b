/** How kept sums are made, in SQL, and the mark of all of it: what was made by another text is made anew (docs/decisions/0023). */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../contract/stream.ts';
import { betTables, countRows, eventTimes } from './kept-sums.ts';
import { freshSums } from './source-sql.ts';
import { quote, sql } from './sql.ts';

/** So much of the time of the bets at once: it takes a second or two, and others write in between. */
const SLICE_HOURS = 168;

/** Lists what is dirty. */
export function collectSql(catalogue: Catalogue): string {
  return sql('queries/collect-dirty', { rows: countRows(catalogue) });
}

/** Makes the sums of the oldest dirty hours anew. */
export function sliceSql(catalogue: Catalogue): string {
  return sql('queries/keep-slice', {
    hours: String(SLICE_HOURS),
    fresh: freshSums(catalogue, sql('queries/hours-of-slice')),
    sums: sql('marts/parts/sums'),
    month_sums: sql('marts/parts/month-sums', { hours: sql('queries/hours-of-months') }),
  });
}

/** The views of what is dirty; `dirty_comments` say what they are. */
export function dirtySql(catalogue: Catalogue, dirty_comments: string): string {
  return sql('marts/dirty-hours', {
    bet_tables: betTables(catalogue) || quote(''),
    event_times: eventTimes(catalogue),
    dirty_comments,
  });
}

/** Of every text that decides what sums hold; the macros of the gaming day have a mark of their own (gaming-day.ts). */
export function digestOfSums(catalogue: Catalogue): string {
  const texts = [sliceSql(catalogue), collectSql(catalogue), dirtySql(catalogue, '')];
  return createHash('sha256').update(texts.join(';\n')).digest('hex');
}
