/** The views that analysts read, made from sql/marts and from what each source adds to them. */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../contract/stream.ts';
import type { Database } from './database.ts';
import { enrichedBets, freshSums, sourcesOf, UNION } from './source-sql.ts';
import { quote, sql } from './sql.ts';
import { digestOfSums, dirtySql } from './sum-definition.ts';
import { type Relations, tablesNow, tableVersions } from './versions.ts';

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
/** What a month's sums are not told apart by. */
const NOT_OF_MONTHS = /\.(?:hour_start|gaming_day|game_id|named_game) /;
/** In order: a view that leans on another comes after it. */
const MARTS = [
  'bets',
  'dirty-hours',
  'played',
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
  'control-totals',
  'freshness',
  'snapshot',
  'comments',
] as const;

/** Made anew only when their text changed, each costs a few milliseconds; returns whether it did. */
export async function refreshMarts(db: Database, catalogue: Catalogue): Promise<boolean> {
  const text = martStatements(catalogue);
  const ofSums = digestOfSums(catalogue);
  const digest = createHash('sha256').update(text).update(ofSums).digest('hex');
  const made = await db.maybeOne('select digest from sync.marts');
  if (made?.digest === digest) return false;
  await db.run(text);
  await db.run('delete from sync.marts; insert into sync.marts values ($digest)', { digest });
  await forgetOtherSums(db, ofSums);
  return true;
}

/** What was kept by another definition is made anew. */
async function forgetOtherSums(db: Database, digest: string): Promise<void> {
  const kept = await db.one('select digest from sync.kept');
  if (kept.digest === digest) return;
  await db.run(sql('queries/forget-kept'));
  await db.run('update sync.kept set digest = $digest', { digest });
}

/**
 * The text that makes them; the tables that they lean on are there. In a snapshot nothing is dirty, and
 * `snapshot` says where tables stand that are not what they are called.
 */
export function martStatements(catalogue: Catalogue, snapshot?: Relations): string {
  const { vendors, streams } = catalogue;
  const now = { ...tablesNow(streams), ...snapshot };
  const sources = sourcesOf(catalogue);
  const texts = (file: string, relations: Relations, among = sources) =>
    among.flatMap((source) => source.text(file, relations)).join(UNION);
  const enriched = (relations: Relations) =>
    sources.flatMap((source) => enrichedBets(source, relations)).join(UNION);
  const [measures, sums] = [sql('marts/parts/measures'), sql('marts/parts/sums')];
  const figures = figuresOf(catalogue);
  const ofVendors = sources.slice(0, -1);
  const plain_of_vendors = texts('bets', now, ofVendors);
  const believed = tableVersions(streams, 'believed');
  const parts = {
    ...figures,
    ...keptParts(catalogue, snapshot !== undefined),
    sums,
    hour_bets: sql('marts/parts/kept-hour-bets', { sums }),
    sources: enriched(now),
    plain_of_vendors,
    tips: texts('tips', now),
    ...periodParts({
      ...figures,
      sums,
      lists: texts('games', now),
      plain_of_vendors,
      months: monthsSql(snapshot !== undefined),
    }),
    vendors: vendors.map(({ name }) => name).join(', '),
    proofs_now: sql('marts/parts/proofs', PROOFS_NOW),
    proofs_of_loaded: sql('marts/parts/proofs', {
      ...PROOFS_NOW,
      was_asked: "windows.state = 'loaded'",
    }),
    days: daysSql(figures, {
      day_bets: sql('marts/parts/kept-day-bets', { sums }),
      day_tips: 'ggr.tips',
      proofs: 'sync.proofs',
    }),
    bet_columns: sql('marts/parts/bet-columns'),
    sources_as_of: enriched(believed),
    days_as_of: daysSql(figures, {
      day_bets: sql('marts/parts/day-bets', { measures, plain: texts('bets', believed) }),
      day_tips: `(${texts('tips', believed)})`,
      proofs: `(${sql('marts/parts/proofs', PROOFS_THEN)})`,
    }),
    arrivals: texts('bets', tableVersions(streams, 'arrivals'), ofVendors),
    departures: texts('bets', tableVersions(streams, 'departures'), ofVendors),
  };
  const marts = MARTS.map((mart) => {
    const view = mart.replaceAll('-', '_');
    const figure_comments = sql('marts/parts/figure-comments', { view });
    if (mart === 'dirty-hours') return dirtyViews(catalogue, snapshot !== undefined);
    return sql(`marts/${mart}`, { ...parts, figure_comments });
  });
  // views of one source's tables come first: ggr.bets leans on some
  return [...sources.flatMap((source) => source.text('views', now)), ...marts].join(';\n');
}

/** What is dirty, of which a snapshot has nothing. */
function dirtyViews(catalogue: Catalogue, isClean: boolean): string {
  const dirty_comments = sql('marts/parts/dirty-comments');
  return isClean
    ? sql('marts/clean-hours', { dirty_comments })
    : dirtySql(catalogue, dirty_comments);
}

/** What every report shows and proves. */
function figuresOf({ vendors }: Catalogue): Relations {
  const streams = [...vendors.map(({ name }) => `${name}.bets`), WALLET_STREAM];
  return {
    figures: sql('marts/parts/figures'),
    weakest: sql('marts/parts/weakest'),
    bet_streams: streams.map(quote).join(', '),
  };
}

/** Reports of all time, and the same of some gaming days. */
function periodParts(fill: Relations): Relations {
  const reports = ['games', 'players'].flatMap((report) => {
    const textOf = (within: string, rows = 'sync.played') =>
      sql(`marts/parts/${report}`, { ...fill, within, rows });
    const days = '\n     and gaming_day between cast(first_day as date) and cast(last_day as date)';
    return [
      [report, textOf('', fill.months)],
      [`${report}_within`, textOf(days)],
    ];
  });
  return Object.fromEntries(reports);
}

/** What is kept, which of it is dirty, and both together. */
function keptParts(catalogue: Catalogue, isClean: boolean): Relations {
  const vendors = catalogue.vendors.map(({ name }) => name).join(', ');
  const commentsOf = (relation: string) =>
    sql('marts/parts/kept-row-comments', { relation, vendors });
  const fresh = freshSums(catalogue, 'dirty');
  const ofMonths = commentsOf('kept_months')
    .split('\n')
    .filter((line) => !NOT_OF_MONTHS.test(line));
  return {
    played_comments: commentsOf('played'),
    kept_comments: commentsOf('kept_players'),
    kept_month_comments: ofMonths.join('\n'),
    months: monthsSql(isClean),
    played: isClean ? 'from sync.kept_players' : sql('marts/parts/played', { fresh }),
  };
}

/** Who played, by month as far as that is kept. */
const monthsSql = (isClean: boolean) => sql(`marts/parts/${isClean ? 'clean-months' : 'months'}`);

/** The figures of gaming days over some bets, tips and proofs. */
function daysSql(
  figures: Relations,
  over: { readonly day_bets: string; readonly day_tips: string; readonly proofs: string },
): string {
  return sql('marts/parts/days', { ...figures, ...over });
}
