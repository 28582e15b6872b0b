/** What each source adds to the views: the texts of its own folder, and its bets in the shapes that others need. */
import type { Catalogue } from '../contract/stream.ts';
import { touchedFacts } from './kept-sums.ts';
import { sql, sqlFiles } from './sql.ts';
import { type Relations, tablesNow } from './versions.ts';

export const UNION = '\nunion all by name\n';
/** The ledger of the wallet is a source beside the vendors. */
const WALLET = { name: 'wallet' };

/** Every vendor, and the wallet as the last. */
export function sourcesOf({ vendors }: Catalogue): SourceSql[] {
  return [...vendors, WALLET].map(sourceSql);
}

/** A select of every bet of every source, without what other reports know of it. */
export function plainBets(catalogue: Catalogue): string {
  const now = tablesNow(catalogue.streams);
  return sourcesOf(catalogue)
    .flatMap(({ text }) => text('bets', now))
    .join(UNION);
}

/** A select of what is kept of the hours that `dirty` lists, from the facts. */
export function freshSums(catalogue: Catalogue, dirty: string): string {
  const sources = sourcesOf(catalogue);
  const facts = touchedFacts(catalogue, dirty);
  const plain = sources.flatMap((source) => source.text('bets', facts)).join(UNION);
  return sql('marts/parts/fresh', { plain, dirty, kept_amounts: sql('marts/parts/kept-amounts') });
}

/** A select of what is kept of months, from a select of rows of hours. */
export function monthSums(hours: string): string {
  const kept_amounts = sql('marts/parts/kept-amounts');
  return sql('marts/parts/month-sums', { hours, kept_amounts });
}

/** One source's own SQL. */
export interface SourceSql {
  /** The text of one of its files; nothing where it has none. */
  readonly text: (file: string, fill: Relations) => string[];
}

function sourceSql({ name, sql: folder }: { name: string; sql?: URL }): SourceSql {
  const place = folder ?? `vendors/${name}`;
  const files = new Set(sqlFiles(place));
  return {
    text: (file, fill) => {
      if (!files.has(file)) return [];
      return [sql(folder ? new URL(`${file}.sql`, folder) : `${place}/${file}`, fill)];
    },
  };
}

/** A source's bets with what its other reports know of them, where they know anything. */
export function enrichedBets({ text }: SourceSql, relations: Relations): string[] {
  const plain = text('bets', relations).map(withDay);
  const enriched = text('enriched', { ...relations, plain: plain.join(UNION) });
  return enriched.length > 0 ? enriched : plain;
}

/** A vendor from elsewhere may leave the gaming day to us. */
function withDay(bets: string): string {
  if (/ as gaming_day\b/.test(bets)) return bets;
  return `select *, ggr.gaming_day(event_at) as gaming_day from (${bets})`;
}
