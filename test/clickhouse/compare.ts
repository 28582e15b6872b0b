/** The same question to both engines: what one answers and the other does not. */
import type { Cluster, ClusterRow } from '../../src/load/clickhouse/cluster.ts';
import type { Database, StoredRow } from '../../src/load/database.ts';
import { toJsonValue } from '../../src/read/values.ts';

export interface Both {
  readonly db: Database;
  readonly cluster: Cluster;
}

/** Lines with - are DuckDB's alone, with + ClickHouse's; by name of column, decimals to the last digit. */
export async function differences(
  { db, cluster }: Both,
  ours: string,
  theirs: string,
): Promise<string[]> {
  const mine = (await db.many(ours)).map(ofDuckDb);
  const other = (await cluster.query(theirs)).map(ofClickHouse);
  const count = new Map<string, number>();
  for (const line of mine) count.set(line, (count.get(line) ?? 0) + 1);
  for (const line of other) count.set(line, (count.get(line) ?? 0) - 1);
  return [...count]
    .filter(([, n]) => n !== 0)
    .map(([line, n]) => `${n > 0 ? '-' : '+'} ${line}`)
    .sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1));
}

/** What is added up there, from the sums that are kept and, without them, from the bets. */
export const SUMMED = [
  'sync.played',
  'ggr.daily',
  'ggr.hourly',
  'ggr.games',
  'ggr.players',
  'ggr.player_ids',
] as const;

/** Those of these relations whose rows differ, with a few of them. */
export async function differing(
  both: Both,
  names: readonly string[],
): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for (const name of names) {
    const lines = await differences(both, `select * from ${name}`, `select * from ${name}`);
    if (lines.length > 0) found[name] = lines.slice(0, 4);
  }
  return found;
}

/** Every table that is sent, and everything that is added up, both ways; a sender says anew afterwards what is kept. */
export async function differingAnywhere(
  both: Both,
  tables: readonly string[],
): Promise<Record<string, readonly string[]>> {
  const [whole] = await both.cluster.query(
    'select count() as n from ggr_rows.kept final where is_whole',
  );
  const found = await differing(both, [...tables, 'ggr.bets', ...SUMMED]);
  await both.cluster.command('truncate table ggr_rows.kept');
  const facts = await differing(both, SUMMED);
  const unread = whole?.n === '0' ? { kept: ['no sums are kept'] } : {};
  return { ...found, ...unread, ...prefixed('from the bets: ', facts) };
}

const prefixed = <T>(prefix: string, of: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [prefix + name, value]));

function ofDuckDb(row: StoredRow): string {
  return lineOf(Object.entries(row).map(([name, value]) => [name, toJsonValue(value)]));
}

function ofClickHouse(row: ClusterRow): string {
  return lineOf(Object.entries(row));
}

/** Numbers by their value: engines write 1.50 and 1.5, and instants with and without a fraction. */
function lineOf(entries: readonly (readonly [string, unknown])[]): string {
  return JSON.stringify(Object.fromEntries(entries.map(([name, value]) => [name, plain(value)])));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint') return String(value);
  // a comparison is a boolean in one and 1 in the other
  if (typeof value === 'boolean') return value ? '1' : '0';
  // ratios are no amounts: the last bit of a quotient is the engine's
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : value.toPrecision(14);
  if (typeof value !== 'string') return value;
  const instant = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/.exec(value);
  if (instant)
    return `${instant[1]} ${instant[2]}.${(instant[3] ?? '').padEnd(6, '0').slice(0, 6)}`;
  if (/^-?\d+\.\d+$/.test(value)) return value.replace(/\.?0+$/, '');
  return value;
}
