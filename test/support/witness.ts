/** The reports from the facts alone, as ggr made them before it kept sums: an independent witness of those. */
import { catalogue } from '../../src/catalogue.ts';
import type { Database } from '../../src/load/database.ts';
import { sql } from '../../src/load/sql.ts';
import { tablesNow } from '../../src/load/versions.ts';

const REPORTS = ['daily', 'hourly', 'games', 'player-ids', 'players'] as const;
type Report = (typeof REPORTS)[number];
const UNION = '\nunion all by name\n';
const text = (name: string, fill: Readonly<Record<string, string>> = {}) =>
  sql(new URL(`../marts/witness/${name}.sql`, import.meta.url), fill);

/** Makes schema witness in a store. */
export async function addWitness(db: Database): Promise<void> {
  await db.run('create schema witness');
  for (const report of REPORTS) await db.run(textOf(report));
}

/** The select of one of them, for a place where no view can be made. */
export function witnessSelect(report: Report): string {
  const select = textOf(report).split(/^create or replace view .* as$/m)[1] ?? '';
  if (!select.includes('witness.player_ids')) return select;
  return select.replace('witness.player_ids', `(${witnessSelect('player-ids')})`);
}

function textOf(report: Report): string {
  const now = tablesNow(catalogue.streams);
  const plain = ['pv', 'wm', 'pop', 'wallet'].map((name) => sql(`vendors/${name}/bets`, now));
  const lists = [sql('vendors/pv/games', now), text('wm-games'), sql('vendors/pop/games', now)];
  const fill = {
    plain: plain.join(UNION),
    lists: lists.join(UNION),
    measures: sql('marts/parts/measures'),
    figures: sql('marts/parts/figures'),
    weakest: sql('marts/parts/weakest'),
    bet_streams: `'pv.bets', 'wm.bets', 'pop.bets', 'wallet.ledger'`,
    figure_comments: '',
  };
  return text(report, fill);
}

/** Rows that only one of a report and its witness has. */
export async function differences(db: Database): Promise<string[]> {
  const found: string[] = [];
  for (const report of REPORTS) {
    const name = report.replace('-', '_');
    const [theirs, ours] = [await rowsOf(db, `witness.${name}`), await rowsOf(db, `ggr.${name}`)];
    const missing = theirs.filter((row) => !ours.includes(row));
    const added = ours.filter((row) => !theirs.includes(row));
    for (const row of missing) found.push(`${name} lacks ${row}`);
    for (const row of added) found.push(`${name} has ${row}`);
    if (theirs.length !== ours.length)
      found.push(`${name}: ${ours.length} rows, not ${theirs.length}`);
  }
  return found;
}

async function rowsOf(db: Database, relation: string): Promise<string[]> {
  const rows = await db.many(`select cast(t as varchar) as row from ${relation} as t`);
  return rows.map(({ row }) => String(row));
}
