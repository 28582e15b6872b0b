/** The views that analysts ask in the cluster: those of sql/clickhouse/views, with the store's own comments. */
import type { Catalogue } from '../../contract/stream.ts';
import type { Database } from '../database.ts';
import { quote, sql, sqlFiles } from '../sql.ts';
import { createAsOf } from './as-of.ts';
import { type Cluster, literal } from './cluster.ts';
import { gamingDay } from './gaming-day.ts';
import { ROWS } from './relations.ts';
import { named } from './schema.ts';

/** In order: a view that leans on another comes after it. */
const VIEWS = [
  'plain-bets',
  'tips',
  'proofs',
  'bets',
  'unkept-bets',
  'played',
  'hour-bets',
  'day-bets',
  'daily',
  'hourly',
  'games',
  'player-ids',
  'players',
  'open-bets',
  'daily-base',
  'freshness',
] as const;

/** What days are made of now. */
const NOW = { day_bets: 'ggr_rows.day_bets', tips: 'ggr.tips', proofs: 'sync.proofs' };

/** A view answers the same whatever the settings of whoever asks it. */
const STEADY = 'aggregate_functions_null_for_empty = 0, prefer_column_name_to_alias = 0';
const WITH_NULLS = /\nsettings join_use_nulls = 1\s*$/;

const UNION = '\n\nunion all\n\n';

interface Making {
  readonly db: Database;
  readonly catalogue: Catalogue;
  /** By which definition sums count: shapeOfSums. */
  readonly shape: string;
}

/** Makes them all anew; each costs the server some milliseconds. Throws ClusterError. */
export async function refreshViews(cluster: Cluster, making: Making): Promise<void> {
  const { db, catalogue, shape } = making;
  const comments = await readComments(db);
  const fill = {
    ...(await dayParts(db)),
    ...partsOf(catalogue),
    ...keptParts(catalogue, shape),
    ...NOW,
  };
  for (const file of VIEWS) {
    const text = steady(sql(`clickhouse/views/${file}`, fill));
    const [, view = ''] = /^-- ([\w.]+):/.exec(text) ?? [];
    await createView(cluster, { view, text, comments });
  }
  await createAsOf(cluster, { db, catalogue, fill, steady });
}

/** Whatever is joined outside lacks is null where the file says so. */
function steady(text: string): string {
  const nulls = WITH_NULLS.test(text) ? 1 : 0;
  const [first = ''] = text.split('\n');
  const body = text.replace(WITH_NULLS, '');
  return `${first}\nselect *\n  from (\n${body})\nsettings join_use_nulls = ${nulls}, ${STEADY}`;
}

/** Types come from the server itself; DESCRIBE reads no row. */
async function createView(
  cluster: Cluster,
  { view, text, comments }: { view: string; text: string; comments: ReadonlyMap<string, string> },
): Promise<void> {
  const columns = await cluster.query(`describe table (${text})`);
  const declared = columns.map(({ name, type }) => {
    const about = comments.get(`${view}.${name}`);
    return `${named(String(name))} ${type}${about === undefined ? '' : ` comment ${literal(about)}`}`;
  });
  const [database = '', relation = ''] = view.split('.');
  const name = `${named(database)}.${named(relation)}`;
  const about = literal(comments.get(view) ?? '');
  await cluster.command(
    `create or replace view ${name} (${declared.join(', ')}) as\n${text}\ncomment ${about}`,
  );
}

async function readComments(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db.many(sql('clickhouse/view-comments'));
  return new Map(rows.map((row) => [String(row.name), String(row.comment)]));
}

async function dayParts(db: Database) {
  const day = await gamingDay(db);
  return {
    bet_day: day.of('p.event_at'),
    plain_day: day.of('b.event_at'),
    tip_day: day.of('t.bet_time'),
    first_day: day.of('p.window_start'),
    last_day: day.of('addMicroseconds(p.window_end, -1)'),
    day_starts: day.starts('gaming_day'),
    next_day_starts: day.starts('addDays(gaming_day, 1)'),
  };
}

/** Whose sums are whole. That of the wallet is asked once and is a constant: its accounts are one there. */
function keptParts(catalogue: Catalogue, shape: string) {
  // what stands there alone cannot be added up anew by its store: such accounts' views read the bets
  const held = `select account from ${ROWS}.forgotten final where is_held`;
  const whole = `select account from ${ROWS}.kept final where is_whole and shape = ${literal(shape)} and account not in (${held})`;
  const wallet_is_kept = `(select count() from (${whole}) where account = 'wallet')`;
  const ofWallet = (table: string) => `(select * from ${table} where ${wallet_is_kept} = 0)`;
  const unkept = {
    accounts: `(select * from sync.accounts where account not in (${whole}))`,
    ledger: ofWallet('wallet.ledger'),
    closed_rounds: ofWallet('wallet.closed_rounds'),
  };
  return {
    unkept: textsOf(catalogue, 'clickhouse-bets', unkept),
    is_kept: `(account in (${whole}) or source = 'wallet' and ${wallet_is_kept} = 1)`,
  };
}

function has(source: string, file: string): boolean {
  try {
    return sqlFiles(`vendors/${source}`).includes(file);
  } catch {
    return false; // a vendor whose SQL stands elsewhere
  }
}

/** A vendor without a file of its own for ClickHouse has its tables there, and no bets in ggr.bets. */
function textsOf(
  { vendors }: Catalogue,
  file: string,
  fill: Readonly<Record<string, string>> = {},
): string {
  return [...vendors.map(({ name }) => name), 'wallet']
    .filter((source) => has(source, file))
    .map((source) => sql(`vendors/${source}/${file}`, fill))
    .join(UNION);
}

const ALL = {
  accounts: 'sync.accounts',
  ledger: 'wallet.ledger',
  closed_rounds: 'wallet.closed_rounds',
} as const;

function partsOf(catalogue: Catalogue) {
  const { vendors } = catalogue;
  return {
    vendors: textsOf(catalogue, 'clickhouse-bets', ALL),
    lists: textsOf(catalogue, 'clickhouse-games'),
    measures: sql('clickhouse/measures'),
    sums: sql('clickhouse/sums'),
    only_tips: sql('clickhouse/only-tips'),
    figures: sql('clickhouse/figures'),
    weakest: `['differs', 'unproven', 'checked', 'verified'][min(indexOf(['differs', 'unproven', 'checked', 'verified'], proof))]`,
    bet_streams: [...vendors.map(({ name }) => `${name}.bets`), 'wallet.ledger']
      .map(quote)
      .join(', '),
  };
}
