/** The views that analysts read, made from sql/marts and from what each source adds to them. */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../contract/stream.ts';
import type { Database } from './database.ts';
import { sql, sqlFiles } from './sql.ts';

const UNION = '\nunion all by name\n';
/** The ledger of the wallet is a source beside the vendors. */
const WALLET = { name: 'wallet' };
/** In order: a view that leans on another comes after it. */
const MARTS = [
  'bets',
  'tips',
  'daily',
  'hourly',
  'games',
  'player-ids',
  'players',
  'open-bets',
  'daily-base',
  'freshness',
  'comments',
] as const;

/** Made anew only when their text changed, each costs a few milliseconds; returns whether it did. */
export async function refreshMarts(db: Database, catalogue: Catalogue): Promise<boolean> {
  const text = martStatements(catalogue);
  const digest = createHash('sha256').update(text).digest('hex');
  const made = await db.maybeOne('select digest from sync.marts');
  if (made?.digest === digest) return false;
  await db.run(text);
  await db.run('delete from sync.marts; insert into sync.marts values ($digest)', { digest });
  return true;
}

function martStatements({ vendors }: Catalogue): string {
  const sources = [...vendors, WALLET].map(sourceSql);
  const union = (file: string) => sources.flatMap((source) => source.text(file)).join(UNION);
  const parts = {
    sources: sources.flatMap(enrichedBets).join(UNION),
    plain: union('bets'),
    lists: union('games'),
    tips: union('tips'),
    vendors: vendors.map(({ name }) => name).join(', '),
    measures: sql('marts/parts/measures'),
    figures: sql('marts/parts/figures'),
  };
  const marts = MARTS.map((mart) => {
    const view = mart.replaceAll('-', '_');
    const figure_comments = sql('marts/parts/figure-comments', { view });
    return sql(`marts/${mart}`, { ...parts, figure_comments });
  });
  // views of one source's tables come first: ggr.bets leans on some
  return [...sources.flatMap((source) => source.text('views')), ...marts].join(';\n');
}

/** One source's own SQL. */
interface SourceSql {
  /** The text of one of its files; nothing where it has none. */
  readonly text: (file: string, fill?: Readonly<Record<string, string>>) => string[];
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
function enrichedBets({ text }: SourceSql): string[] {
  const plain = text('bets');
  const enriched = text('enriched', { plain: plain.join(UNION) });
  return enriched.length > 0 ? enriched : plain;
}
