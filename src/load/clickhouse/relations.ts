/** What of the store stands in the cluster, and how each of its tables looks there. */
import type { AnyStream, Catalogue } from '../../contract/stream.ts';
import type { Database } from '../database.ts';
import { sql } from '../sql.ts';

/** The database of the rows; what people ask are views in databases named as the store's schemas. */
export const ROWS = 'ggr_rows';

/** What is told of a commit decides which rows are read, and whether those that are gone must be looked for. */
export type Kind =
  /** A vendor's report: rows of a run, and versions in sync.revisions. */
  | 'facts'
  /** A report of what is now: all of the account, and whatever else stands there is gone. */
  | 'snapshot'
  /** Rows of an account and stream, between bounds where there are any; the rest of those is gone. */
  | 'ledger'
  /** Rows only come. */
  | 'appended'
  /** Small, and sent whole. */
  | 'list';

/** What each row has beside its own columns there. */
export const STAMP = ['store', 'version', 'is_deleted'] as const;

export interface Column {
  readonly name: string;
  /** What it is called in the cluster's table, where a stamp has its name: sync.runs has a version. */
  readonly filed: string;
  /** As DuckDB has it. */
  readonly type: string;
  readonly isNullable: boolean;
  readonly comment: string | null;
}

/** A table in the cluster. */
export interface Filed {
  /** ggr_rows.pv_bets */
  readonly table: string;
  readonly columns: readonly Column[];
  /** Names that make a row the same row. */
  readonly key: readonly string[];
  /** The clock by whose month it is partitioned; none of small ones. */
  readonly clock: string | undefined;
  /** Whether one account's rows are told from another's; else one store's from another's. */
  readonly hasAccount: boolean;
  readonly comment: string | null;
}

export interface Relation extends Filed {
  /** With its schema: pv.bets. */
  readonly name: string;
  readonly kind: Kind;
  /** Of facts and snapshots. */
  readonly stream: AnyStream | undefined;
}

type Rule = Pick<Relation, 'kind' | 'key' | 'clock'>;

const STREAM = ['account', 'stream'];

/** The ledgers, whose rows are no vendor's. */
const LEDGERS: Readonly<Record<string, Rule>> = {
  'sync.windows': {
    kind: 'ledger',
    key: [...STREAM, 'window_start', 'window_end'],
    clock: 'window_start',
  },
  'sync.cursors': {
    kind: 'ledger',
    key: [...STREAM, 'range_start', 'range_end', 'start_cursor'],
    clock: undefined,
  },
  'sync.rejects': {
    kind: 'ledger',
    key: [
      ...STREAM,
      'window_start',
      'window_end',
      'id',
      'record_key',
      'field',
      'reason',
      'raw',
      'fetched_at',
    ],
    clock: 'window_start',
  },
  'sync.checks': {
    kind: 'appended',
    key: [
      ...STREAM,
      'checked_at',
      'window_start',
      'window_end',
      'witness',
      'verdict',
      'reason',
      'by',
    ],
    clock: 'checked_at',
  },
  'sync.revisions': {
    kind: 'appended',
    key: [...STREAM, 'record_key', 'replaced_at', 'revision', 'reason', 'row'],
    clock: 'replaced_at',
  },
  'sync.runs': { kind: 'appended', key: ['run_id'], clock: undefined },
  'sync.accounts': { kind: 'list', key: ['account'], clock: undefined },
  'sync.settings': { kind: 'list', key: [], clock: undefined },
  'ggr.fx_rates': {
    kind: 'list',
    key: ['date', 'currency', 'base_currency', 'source', 'imported_at'],
    clock: undefined,
  },
  'wallet.ledger': { kind: 'appended', key: ['seq'], clock: 'received_at' },
  'wallet.closed_rounds': { kind: 'appended', key: ['closure'], clock: 'closed_at' },
  'wallet.acts': { kind: 'appended', key: ['act'], clock: 'acted_at' },
};

/** Every relation of this store that the cluster has, in the order of the store. */
export async function listRelations(db: Database, catalogue: Catalogue): Promise<Relation[]> {
  const tables = await columnsOf(db);
  return [...tables].flatMap(([name, { columns, comment }]) => {
    const stream = catalogue.streams.find(({ table }) => table === name);
    const rule = ruleOf(name, columns, { stream, catalogue });
    if (!rule) return [];
    const table = `${ROWS}.${name.replace('.', '_')}`;
    const hasAccount = rule.key.includes('account');
    return [{ name, table, columns, ...rule, hasAccount, comment, stream }];
  });
}

/** Every table of the store by its name. */
export async function columnsOf(
  db: Database,
): Promise<ReadonlyMap<string, Pick<Filed, 'columns' | 'comment'>>> {
  const rows = await db.many(sql('clickhouse/list-columns'));
  const tables = Map.groupBy(rows, (row) => String(row.relation));
  return new Map(
    [...tables].map(([name, found]) => {
      const columns = found.map((row) => ({
        name: String(row.name),
        filed: filedAs(String(row.name)),
        type: String(row.type),
        isNullable: row.is_nullable === true,
        comment: row.comment as string | null,
      }));
      return [name, { columns, comment: found[0]?.about as string | null }];
    }),
  );
}

function filedAs(name: string): string {
  const stamps: readonly string[] = STAMP;
  return stamps.includes(name) ? `own_${name}` : name;
}

function ruleOf(
  name: string,
  columns: readonly Column[],
  { stream, catalogue }: { readonly stream: AnyStream | undefined; readonly catalogue: Catalogue },
): Rule | undefined {
  if (stream) {
    const kind = stream.isSnapshot === true ? 'snapshot' : 'facts';
    return { kind, key: ['account', ...stream.key], clock: stream.eventTime };
  }
  const [schema] = name.split('.');
  // a vendor's own list, such as the names of WM's games
  const isList = catalogue.vendors.some((vendor) => vendor.name === schema);
  if (isList) return { kind: 'list', key: columns.map((column) => column.name), clock: undefined };
  return LEDGERS[name];
}
