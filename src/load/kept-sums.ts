/**
 * What the SQL of kept sums leans on: which tables hold bets, and where their rows of some hours are
 * (docs/decisions/0023). What counts of a bet must come from its own row in <vendor>.bets: a change elsewhere
 * makes no hour dirty.
 */
import type { AnyStream, Catalogue } from '../contract/stream.ts';
import { identifier, quote, sql } from './sql.ts';
import { type Relations, tablesNow } from './versions.ts';

const WALLET_TIMES = `select 'wallet' as source, received_at as instant from wallet.ledger where kind in ('bet', 'win', 'cancel')
 union all
select 'wallet', closed_at from wallet.closed_rounds`;

/** The reports of bets, by their vendors. */
export function betStreams({ vendors, streams }: Catalogue): [vendor: string, AnyStream][] {
  return vendors.flatMap(({ name }) => {
    const stream = streams.find((each) => each.name === `${name}.bets`);
    return stream ? [[name, stream] as [string, AnyStream]] : [];
  });
}

/** Tables of bets and tips: a snapshot keeps the gaming day of their rows. */
export function datedTables({ vendors, streams }: Catalogue): Set<string> {
  const names = new Set(vendors.flatMap(({ name }) => [`${name}.bets`, `${name}.tips`]));
  return new Set(streams.filter(({ name }) => names.has(name)).map(({ table }) => table));
}

/** The names of their tables, quoted, for marks of sync.touched. */
export function betTables(catalogue: Catalogue): string {
  return betStreams(catalogue)
    .map(([, { table }]) => quote(table))
    .join(', ');
}

/** A select of the source and event time of everything that may be a bet. */
export function eventTimes(catalogue: Catalogue): string {
  const ofVendors = betStreams(catalogue).map(
    ([vendor, { table, eventTime }]) =>
      `select ${quote(vendor)} as source, ${identifier(eventTime)} as instant from ${table}`,
  );
  return [...ofVendors, WALLET_TIMES].join('\n union all\n');
}

/** A select of the number of rows that hold bets. */
export function countRows(catalogue: Catalogue): string {
  const counts = betStreams(catalogue).map(([, { table }]) => `(select count(*) from ${table})`);
  return ['0', ...counts].join(' + ');
}

/** What a source's SQL reads in place of its tables: the rows of hours that `dirty` lists, and maybe more. */
export function touchedFacts(catalogue: Catalogue, dirty: string): Relations {
  const restricted = betStreams(catalogue).map(([vendor, { table, eventTime }]) => {
    const fill = { table, event: `facts.${identifier(eventTime)}`, source: quote(vendor), dirty };
    return [table.replace('.', '_'), sql('marts/parts/touched-facts', fill)];
  });
  const rounds = sql('marts/parts/touched-rounds', { dirty });
  const ofRounds = (table: string) =>
    `(select * from ${table} where (currency, player_id, round) in (\n${rounds}))`;
  return {
    ...tablesNow(catalogue.streams),
    ...Object.fromEntries(restricted),
    wallet_ledger: ofRounds('wallet.ledger'),
    wallet_closed_rounds: ofRounds('wallet.closed_rounds'),
  };
}
