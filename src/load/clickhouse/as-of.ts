/** ggr.daily_as_of in the cluster: days as they were believed at an instant, from the versions that stand there. */
import type { Catalogue } from '../../contract/stream.ts';
import type { Database } from '../database.ts';
import { identifier, sql } from '../sql.ts';
import { type Cluster, literal } from './cluster.ts';
import { type Column, listRelations, type Relation } from './relations.ts';
import { named, typeOf } from './schema.ts';

/** A parameter of the view: select * from ggr.daily_as_of(instant = '2025-03-05 00:00:00'), UTC. */
const INSTANT = `toDateTime64({instant:String}, 6, 'UTC')`;
/** Of a version, and not of the vendor's record. */
const OWN: ReadonlySet<string> = new Set([
  ...['account', 'window_start', 'fetched_at', 'revision', 'run_id'],
]);
/** Their rows never change, so that the instant alone cuts them. */
const WALLET = { 'wallet.ledger': 'received_at', 'wallet.closed_rounds': 'closed_at' };

export interface AsOf {
  readonly db: Database;
  readonly catalogue: Catalogue;
  /** What stands in the placeholders of the views of now. */
  readonly fill: Readonly<Record<string, string>>;
  /** Settings that change what SQL means, pinned. */
  readonly steady: (text: string) => string;
}

/** Makes the view anew. Types are not declared: the server knows them only with an instant. Throws ClusterError. */
export async function createAsOf(
  cluster: Cluster,
  { db, catalogue, fill, steady }: AsOf,
): Promise<void> {
  const relations = await listRelations(db, catalogue);
  const believe = (text: string) => believedOf(text, relations);
  const vendors = believe(fill.vendors ?? '');
  const text = sql('clickhouse/views/daily', {
    ...fill,
    day_bets: `(${sql('clickhouse/as-of/day-bets', { ...fill, vendors })})`,
    tips: `(${believe(sql('clickhouse/views/tips', fill))})`,
    proofs: `(${sql('clickhouse/as-of/proofs', { instant: INSTANT })})`,
  });
  await cluster.command(`create or replace view ggr.daily_as_of as\n${steady(text)}`);
}

/** A text that reads tables, with what was believed of them in their place. */
function believedOf(text: string, relations: readonly Relation[]): string {
  return text.replaceAll(/\b(from|join) (\w+\.\w+)\b/g, (whole, word: string, name: string) => {
    const relation = relations.find((each) => each.name === name);
    if (relation?.stream) return `${word} ${believed(relation)}`;
    const clock = WALLET[name as keyof typeof WALLET];
    return clock ? `${word} (select * from ${name} where ${clock} <= ${INSTANT})` : whole;
  });
}

function believed({ name, columns, key }: Relation): string {
  const record = key.filter((each) => each !== 'account');
  return sql('clickhouse/as-of/believed', {
    table: name,
    stream: literal(name),
    instant: INSTANT,
    columns: columns.map((column) => `t.${named(column.name)} as ${named(column.name)}`).join(', '),
    record_key: `arrayStringConcat([${record.map((each) => `toString(t.${named(each)})`).join(', ')}], '/')`,
    from_revision: columns.map(ofRevision).join(', '),
  });
}

/** sync.revisions keeps a row as texts by column. */
function ofRevision(column: Column): string {
  const { name, isNullable } = column;
  if (OWN.has(name)) return `v.${identifier(name)} as ${named(name)}`;
  const text = `JSONExtract(v."row", ${literal(name)}, 'Nullable(String)')`;
  const type = typeOf({ ...column, isNullable: true });
  const value = `cast(${text} as ${type})`;
  return `${isNullable ? value : `assumeNotNull(${value})`} as ${named(name)}`;
}
