/** Hours of accounts, as ranges, in the words of both engines: what sums are made anew. */
import type { EpochMs } from '../../contract/window.ts';
import { HOUR_MS, sqlTimestamp } from '../../transform/time.ts';
import { quote, sql } from '../sql.ts';
import { literal } from './cluster.ts';

/** Whole hours [from, until) of an account; the wallet's accounts are one, called wallet. */
export interface Span {
  readonly source: string;
  readonly account: string;
  readonly from: EpochMs;
  readonly until: EpochMs;
}

export const WALLET = 'wallet';

/** Hours that follow each other become one span. */
export function spansOf(source: string, account: string, hours: readonly EpochMs[]): Span[] {
  const spans: { source: string; account: string; from: EpochMs; until: EpochMs }[] = [];
  for (const hour of [...new Set(hours)].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.until === hour) last.until += HOUR_MS;
    else spans.push({ source, account, from: hour, until: hour + HOUR_MS });
  }
  return spans;
}

/** The hours of every account of each source, as DuckDB's list of what is dirty. */
export function listedHours(spans: readonly Span[]): string {
  const lists = [...Map.groupBy(spans, ({ source }) => source)].flatMap(([source, mine]) =>
    spansOf(source, '', mine.flatMap(hoursOf)).map(
      ({ from, until }) =>
        `list_transform(generate_series(${instant(from)}, ${instant(until - HOUR_MS)}, interval 1 hour), lambda h : {'source': ${quote(source)}, 'hour': h})`,
    ),
  );
  return sql('clickhouse/listed-hours', { lists: lists.join(', ') });
}

/** Rows of these hours in DuckDB. */
export function inSpans(spans: readonly Span[]): string {
  return perAccount(spans, quote, instant);
}

/** Rows of these hours in ClickHouse. */
export function inSpansThere(spans: readonly Span[]): string {
  return perAccount(spans, literal, instantThere);
}

/** Where the rows of these hours begin and end, in ClickHouse, two days on either side: a gaming day is no longer. */
export function aroundThere(from: EpochMs, until: EpochMs) {
  return { first: instantThere(from - 48 * HOUR_MS), last: instantThere(until + 48 * HOUR_MS) };
}

/** Rows of these accounts in ClickHouse. */
export function accountsIn(accounts: readonly string[]): string {
  return accounts.length === 0 ? 'false' : `account in (${accounts.map(literal).join(', ')})`;
}

function perAccount(
  spans: readonly Span[],
  text: (value: string) => string,
  at: (value: EpochMs) => string,
): string {
  const owners = Map.groupBy(spans, ({ source, account }) => `${source} ${account}`);
  const parts = [...owners.values()].map((mine) => {
    const [{ source, account } = { source: '', account: '' }] = mine;
    const whose = source === WALLET ? '' : ` and account = ${text(account)}`;
    const when = mine.map(
      ({ from, until }) => `hour_start >= ${at(from)} and hour_start < ${at(until)}`,
    );
    return `source = ${text(source)}${whose} and (${when.join(' or ')})`;
  });
  return parts.map((part) => `(${part})`).join(' or ') || 'false';
}

function hoursOf({ from, until }: Span): EpochMs[] {
  return Array.from({ length: (until - from) / HOUR_MS }, (_, nth) => from + nth * HOUR_MS);
}

const instant = (at: EpochMs) => `timestamp ${quote(sqlTimestamp(at))}`;

const instantThere = (at: EpochMs) => `toDateTime64(${literal(sqlTimestamp(at))}, 6, 'UTC')`;
