/** The views that analysts read, made from sql/marts and from what each source adds to them. */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../contract/stream.ts';
import type { Database } from './database.ts';
import { quote, sql, sqlFiles } from './sql.ts';
import { type Relations, tablesNow, tableVersions } from './versions.ts';

const UNION = '\nunion all by name\n';
/** The ledger of the wallet is a source beside the vendors. */
const WALLET = { name: 'wallet' };
/** Checks of the wallet are entered under it. */
const WALLET_STREAM = 'wallet.ledger';
/** By the windows' states; the newest check counts where it says more than that a window was loaded. */
const PROOFS_NOW = {
  is_known: 'true',
  is_checked: `windows.state = 'loaded' and by_day.checked_at >= windows.fetched_at`,
  was_asked: 'true',
  proof: `case when windows.state = 'verified' then 'verified'
            when windows.state = 'mismatch' then 'differs'
            when windows.state = 'loaded' and covered.verdict = 'equal' then 'checked'
            else 'unproven'
       end`,
};
/** By the checks alone that were made by an instant: states have no history. */
const PROOFS_THEN = {
  is_known: 'checked_at <= cast(instant as timestamp)',
  is_checked: 'true',
  was_asked: 'windows.window_start < cast(instant as timestamp)',
  proof: `case when covered.verdict = 'equal' and covered.witness = 'totals' then 'verified'
            when covered.verdict = 'equal' then 'checked'
            when covered.verdict = 'differs' then 'differs'
            else 'unproven'
       end`,
};
/** In order: a view that leans on another comes after it. */
const MARTS = [
  'bets',
  'tips',
  'proofs',
  'daily',
  'hourly',
  'games',
  'player-ids',
  'players',
  'open-bets',
  'daily-base',
  'as-of',
  'restated',
  'freshness',
  'snapshot',
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

/** The text that makes them; the tables that they lean on are there. */
export function martStatements({ vendors, streams }: Catalogue): string {
  const now = tablesNow(streams);
  const sources = [...vendors, WALLET].map(sourceSql);
  const texts = (file: string, relations: Relations, among = sources) =>
    among.flatMap((source) => source.text(file, relations)).join(UNION);
  const enriched = (relations: Relations) =>
    sources.flatMap((source) => enrichedBets(source, relations)).join(UNION);
  const figures = {
    measures: sql('marts/parts/measures'),
    figures: sql('marts/parts/figures'),
    weakest: sql('marts/parts/weakest'),
    bet_streams: [...vendors.map(({ name }) => `${name}.bets`), WALLET_STREAM]
      .map(quote)
      .join(', '),
  };
  const ofVendors = sources.slice(0, -1);
  const believed = tableVersions(streams, 'believed');
  const parts = {
    ...figures,
    sources: enriched(now),
    plain: texts('bets', now),
    lists: texts('games', now),
    tips: texts('tips', now),
    vendors: vendors.map(({ name }) => name).join(', '),
    proofs_now: sql('marts/parts/proofs', PROOFS_NOW),
    proofs_of_loaded: sql('marts/parts/proofs', {
      ...PROOFS_NOW,
      was_asked: "windows.state = 'loaded'",
    }),
    days: daysSql(figures, {
      plain: texts('bets', now),
      day_tips: 'ggr.tips',
      proofs: 'sync.proofs',
    }),
    bet_columns: sql('marts/parts/bet-columns'),
    sources_as_of: enriched(believed),
    days_as_of: daysSql(figures, {
      plain: texts('bets', believed),
      day_tips: `(${texts('tips', believed)})`,
      proofs: `(${sql('marts/parts/proofs', PROOFS_THEN)})`,
    }),
    arrivals: texts('bets', tableVersions(streams, 'arrivals'), ofVendors),
    departures: texts('bets', tableVersions(streams, 'departures'), ofVendors),
  };
  const marts = MARTS.map((mart) => {
    const view = mart.replaceAll('-', '_');
    const figure_comments = sql('marts/parts/figure-comments', { view });
    return sql(`marts/${mart}`, { ...parts, figure_comments });
  });
  // views of one source's tables come first: ggr.bets leans on some
  return [...sources.flatMap((source) => source.text('views', now)), ...marts].join(';\n');
}

/** The figures of gaming days over some bets, tips and proofs. */
function daysSql(
  figures: Relations,
  over: { readonly plain: string; readonly day_tips: string; readonly proofs: string },
): string {
  return sql('marts/parts/days', { ...figures, ...over });
}

/** One source's own SQL. */
interface SourceSql {
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
function enrichedBets({ text }: SourceSql, relations: Relations): string[] {
  const plain = text('bets', relations);
  const enriched = text('enriched', { ...relations, plain: plain.join(UNION) });
  return enriched.length > 0 ? enriched : plain;
}
