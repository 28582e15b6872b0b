/** What a source's SQL reads in place of its tables: as they are, as they were believed, and what came and went. */
import type { AnyStream } from '../contract/stream.ts';
import { identifier, quote, sql } from './sql.ts';
import { keyText } from './stage.ts';

/** By the placeholder that stands for a table: `pv_bets` for pv.bets. */
export type Relations = Readonly<Record<string, string>>;

/** Parts that make a relation of one table out of its versions; `believed` needs an instant around it. */
export type VersionPart = 'believed' | 'arrivals' | 'departures';

const placeholderOf = (table: string) => table.replace('.', '_');

/** The placeholder of the gaming day of a table's rows: `pv_bets_gaming_day`. */
const dayPlaceholderOf = (table: string) => `${placeholderOf(table)}_gaming_day`;

/** Where the day of a row is computed, and not read. */
function gamingDays(streams: readonly AnyStream[]): Relations {
  const days = streams.map(({ table, eventTime }) => [
    dayPlaceholderOf(table),
    `ggr.gaming_day(${identifier(eventTime)})`,
  ]);
  return Object.fromEntries(days);
}

/** A table that stands elsewhere, and has the gaming day of each row; sql/vendors calls it by its own name. */
export function datedRelation(table: string, select: string): Relations {
  const [, name = ''] = table.split('.');
  return { [placeholderOf(table)]: `(${select})`, [dayPlaceholderOf(table)]: `${name}.gaming_day` };
}

/** Every table itself. */
export function tablesNow(streams: readonly AnyStream[]): Relations {
  const tables = streams.map(({ table }) => [placeholderOf(table), table]);
  return {
    ...gamingDays(streams),
    ...Object.fromEntries(tables),
    wallet_ledger: 'wallet.ledger',
    wallet_closed_rounds: 'wallet.closed_rounds',
  };
}

/** Versions of every table; the wallet's entries never change, so that the instant alone cuts them. */
export function tableVersions(streams: readonly AnyStream[], part: VersionPart): Relations {
  const relations = streams.map((stream) => [
    placeholderOf(stream.table),
    versionsOf(stream, part),
  ]);
  return {
    ...gamingDays(streams),
    ...Object.fromEntries(relations),
    wallet_ledger: `(from wallet.ledger where received_at <= cast(instant as timestamp))`,
    wallet_closed_rounds: `(from wallet.closed_rounds where closed_at <= cast(instant as timestamp))`,
  };
}

/** sync.revisions keeps a row as texts by column. */
function versionsOf(stream: AnyStream, part: VersionPart): string {
  const columns = Object.entries({ ...stream.columns, extra: 'JSON' });
  const names = columns.map(([name]) => identifier(name));
  return sql(`marts/parts/${part}`, {
    table: stream.table,
    record_key: keyText(stream, 't.'),
    names: names.join(', '),
    replays: sql('marts/parts/replays'),
    later: names.map((name) => `later.${name}`).join(', '),
    from_revision: columns
      .map(([name, type]) => `cast("row" ->> ${quote(name)} as ${type}) as ${identifier(name)}`)
      .join(', '),
  });
}
