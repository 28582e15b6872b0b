/**
 * Which months may go (docs/decisions/0033): what the store itself knows of them. Whether ClickHouse has them is asked of
 * ClickHouse, by whoever forgets.
 */
import { type AnyStream, type Catalogue, hasCursor } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import { counted } from '../transform/text.ts';
import { DAY_MS, sqlTimestamp } from '../transform/time.ts';
import { count, type Database } from './database.ts';
import { datedTables } from './kept-sums.ts';
import { identifier, quote, sql } from './sql.ts';

/** The nightly comparison with the vendors' totals reads sixty days; what it may still read stays. */
const COMPARED_MS = 62 * DAY_MS;
/** A row's window lies about its event; further away than that it is looked at by a person. */
const NEAR_MS = 2 * DAY_MS;

/** What of a month stands in one table. */
export interface MonthTable {
  /** The stream of its rows' own clock. */
  readonly stream: AnyStream;
  readonly rows: number;
  /** From the first to the last window that brought a row of it, UTC, as the store writes it; null: there is no row. */
  readonly windows: { readonly first: string; readonly last: string } | null;
}

/** A gaming month of one account: its bets and tips, which are one figure and go together. */
export interface Month {
  readonly account: string;
  readonly vendor: string;
  /** 2025-03. */
  readonly month: string;
  /** Of the clock that gives the gaming day, UTC, as the store writes it. */
  readonly starts: string;
  readonly ends: string;
  readonly tables: readonly MonthTable[];
}

export interface Rule {
  readonly catalogue: Catalogue;
  /** Whole gaming months before this one that stay. */
  readonly keepMonths: number;
  readonly now: EpochMs;
}

/** Months that are over for longer than GGR_KEEP_MONTHS and have rows, the oldest first. */
export async function listMonths(db: Database, rule: Rule): Promise<Month[]> {
  const found: { month: Omit<Month, 'tables'>; table: MonthTable }[] = [];
  const groups = Map.groupBy(tablesOf(rule.catalogue), ({ vendor }) => vendor.name);
  for (const stream of [...groups.values()].flat()) {
    for (const row of await db.many(sql('queries/list-months', monthsOf(stream, rule)))) {
      const [account, month] = [String(row.account), String(row.month)];
      const bounds = { starts: String(row.starts), ends: String(row.ends) };
      const windows = { first: String(row.first_window), last: String(row.last_window) };
      found.push({
        month: { account, vendor: stream.vendor.name, month, ...bounds },
        table: { stream, rows: count(row.rows), windows },
      });
    }
  }
  const months = Map.groupBy(found, ({ month }) => `${month.month} ${month.account}`);
  return [...months.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, parts]) => {
      const [first] = parts;
      if (!first) return [];
      const tables = (groups.get(first.month.vendor) ?? []).map(
        (stream) =>
          parts.find(({ table }) => table.stream.table === stream.table)?.table ?? {
            stream,
            rows: 0,
            windows: null,
          },
      );
      return [{ ...first.month, tables }];
    });
}

function monthsOf({ table, eventTime }: AnyStream, { now, keepMonths }: Rule) {
  const event = identifier(eventTime);
  return { table, event, now: quote(sqlTimestamp(now)), keep: String(keepMonths) };
}

/** Whether it should have gone: a walk's months never do, and those that the night compares not yet. */
export function isDue({ ends, tables }: Month, now: EpochMs): boolean {
  return msOf(ends) + COMPARED_MS <= now && !tables.some(({ stream }) => hasCursor(stream));
}

/** Why a month stays, by what the store knows; undefined: it may go, if ClickHouse has it. */
export async function whyKept(
  db: Database,
  month: Month,
  { catalogue, now }: Rule,
): Promise<string | undefined> {
  if (msOf(month.ends) + COMPARED_MS > now) {
    return 'the nightly comparison with the vendor still reads it';
  }
  for (const table of month.tables) {
    const { stream } = table;
    if (hasCursor(stream))
      return `${stream.name} is read by a walk: a row of it may come at any time`;
    if (isFar(month, table)) {
      return `rows of ${stream.table} came in windows that lie days outside of it`;
    }
    for (const each of catalogue.streams.filter((feeding) => feeding.table === stream.table)) {
      const why = await whyOfStream(db, { month, table, stream: each });
      if (why !== undefined) return why;
    }
  }
  return undefined;
}

function isFar({ starts, ends }: Month, { windows }: MonthTable): boolean {
  if (!windows) return false;
  const { first, last } = windows;
  return msOf(first) < msOf(starts) - NEAR_MS || msOf(last) > msOf(ends) + NEAR_MS;
}

interface Feeding {
  readonly month: Month;
  readonly table: MonthTable;
  readonly stream: AnyStream;
}

/**
 * Windows by another clock bring versions of rows that others brought, and tips have no witness at any vendor: both must
 * be whole and over. Those that bring bets must be proven, too, and all of them that have a row of the month.
 */
async function whyOfStream(
  db: Database,
  { month, table, stream }: Feeding,
): Promise<string | undefined> {
  const { account, starts, ends } = month;
  const isOwn = stream.mode === 'replace';
  const isProven = isOwn && stream.isBet === true;
  const { first = starts, last = starts } = (isOwn && table.windows) || {};
  const { name } = stream;
  const row = await db.one(
    sql('queries/look-at-month', {
      account: quote(account),
      stream: quote(name),
      starts: quote(first < starts ? first : starts),
      ends: quote(last >= ends ? justAfter(last) : ends),
      is_proven: String(isProven),
    }),
  );
  const [refused, pages] = [count(row.refused), count(row.pages)];
  if (row.is_whole !== true) {
    return `not every window of ${name} in it is whole, over and ${isProven ? 'verified or checked' : 'loaded'}: see \`ggr gaps\` and \`ggr reconcile\``;
  }
  if (refused > 0) return `${counted(refused, 'refused record')} of ${name}: see \`ggr rejects\``;
  if (pages > 0) return `${counted(pages, 'kept answer')} of ${name}: see \`ggr rejects pages\``;
  return undefined;
}

/** Tables of bets and tips; each by the stream of its rows' own clock. Other reports are small, and stay. */
function tablesOf(catalogue: Catalogue): AnyStream[] {
  const tables = datedTables(catalogue);
  const among = catalogue.streams.filter(({ table, name }) => tables.has(table) && name === table);
  return among.filter(({ isSnapshot }) => isSnapshot !== true);
}

/** Of an instant as the store writes it. */
export const msOf = (text: string): number => Date.parse(`${text.replace(' ', 'T')}Z`);

/** The window that begins there is part of it, however short. */
const justAfter = (text: string) => sqlTimestamp(msOf(text) + 1);
