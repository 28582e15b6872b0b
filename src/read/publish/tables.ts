/** What of the store is published, and how it is told what changed of it. */
import type { Catalogue } from '../../contract/stream.ts';
import type { Database } from '../../load/database.ts';
import { datedTables } from '../../load/kept-sums.ts';
import { identifier, sql } from '../../load/sql.ts';

/** One table of the store. */
export interface Table {
  /** With its schema: wm.bets. */
  readonly name: string;
  /**
   * dated: rows change, sync.touched tells the hours of its clock. appended: rows only come, each with the
   * next number. kept: small; whatever it is now.
   */
  readonly kind: 'dated' | 'appended' | 'kept';
  /** The column that its files go by; none for kept ones. */
  readonly clock: string;
  readonly columns: readonly Column[];
  /** Whether its files have the gaming day of each row, too. */
  readonly isDated: boolean;
}

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Grow by numbers from 1 without gaps, and are never changed; the hash of a row stands for all before it. */
const APPENDED: Readonly<Record<string, string>> = {
  'wallet.ledger': 'seq',
  'wallet.closed_rounds': 'closure',
};
/** What the store keeps for itself. */
export const OWN: readonly string[] = [
  ...['sync.touched', 'sync.marts', 'sync.changes'],
  ...['sync.key_index', 'sync.key_runs', 'sync.key_tail'],
];

/** Every table of the store but what it keeps for itself. */
export async function listPublished(db: Database, catalogue: Catalogue): Promise<Table[]> {
  const rows = await db.many(sql('publish/list-table-columns'));
  const clocks = clocksOf(catalogue);
  const withDay = datedTables(catalogue);
  const tables = new Map<string, Column[]>();
  for (const row of rows) {
    const columns = tables.get(String(row.relation)) ?? [];
    columns.push({ name: String(row.name), type: String(row.type) });
    tables.set(String(row.relation), columns);
  }
  return [...tables]
    .filter(([name]) => !OWN.includes(name))
    .map(([name, columns]) => ({
      name,
      columns,
      ...kindOf(name, clocks),
      isDated: withDay.has(name),
    }));
}

function kindOf(name: string, clocks: ReadonlyMap<string, string>): Pick<Table, 'kind' | 'clock'> {
  const sequence = APPENDED[name];
  if (sequence !== undefined) return { kind: 'appended', clock: sequence };
  const clock = clocks.get(name);
  return clock === undefined ? { kind: 'kept', clock: '' } : { kind: 'dated', clock };
}

/** A report of what is open now has few rows, and leaves no version of those that go: it is kept. */
function clocksOf({ streams }: Catalogue): Map<string, string> {
  const dated = streams.filter(({ isSnapshot }) => isSnapshot !== true);
  return new Map([
    ...dated.map(({ table, eventTime }) => [table, eventTime] as const),
    ['sync.revisions', 'replaced_at'],
    ['sync.kept_players', 'hour_start'],
    ['sync.kept_months', 'month'],
  ]);
}

/** Spark reads no UUID of Parquet, hardly anyone its INTERVAL, and a HUGEINT would become a double. */
const AS_TEXT: readonly string[] = ['UUID', 'INTERVAL', 'HUGEINT'];

/** What a vendor answered, whole: for whoever mends a report, by the store's own commands, and for no analyst. */
const WITHHELD: readonly string[] = ['sync.raw_pages.answer'];

/** The columns as they stand in the files. */
export function filedColumns(table: Table): string {
  const { columns, clock, isDated } = table;
  const filedAs = columns.map((column) => `${filed(table, column)} as ${identifier(column.name)}`);
  const day = isDated ? [`ggr.gaming_day(${identifier(clock)}) as gaming_day`] : [];
  return [...filedAs, ...day].join(', ');
}

function filed(table: Table, { name, type }: Column): string {
  if (WITHHELD.includes(`${table.name}.${name}`)) return `cast(null as ${type})`;
  return AS_TEXT.includes(type) ? `cast(${identifier(name)} as varchar)` : identifier(name);
}

/** The columns of the files as the store has them. */
export function storedColumns({ columns }: Table): string {
  return columns
    .map(({ name, type }) =>
      AS_TEXT.includes(type)
        ? `cast(${identifier(name)} as ${type}) as ${identifier(name)}`
        : identifier(name),
    )
    .join(', ');
}

/** The table's folder within a snapshot: wm/bets. */
export const folderOf = ({ name }: Pick<Table, 'name'>): string => name.replace('.', '/');
