/** The sender's cursor, which stands in the cluster: the newest change that is whole there. */
import type { EpochMs } from '../../contract/window.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import type { Database } from '../database.ts';
import { sql } from '../sql.ts';
import { type Cluster, literal } from './cluster.ts';
import { type Begun, findChange } from './fill.ts';
import { type Relation, ROWS } from './relations.ts';
import { accountsIn, WALLET } from './spans.ts';

/** A change, and when it was committed (UTC, as the store writes it). */
export interface Cursor extends Begun {
  readonly changedAt: string;
}

/** Undefined where there is none, or one of another store under this one's name: an older backup was restored. */
export async function readCursor(
  db: Database,
  cluster: Cluster,
  store: string,
): Promise<Cursor | undefined> {
  const text = sql('clickhouse/read-shipped', { rows: ROWS, store: literal(store) });
  const [row] = await cluster.query(text);
  if (!row) return undefined;
  const cursor = { number: BigInt(String(row.number)), id: String(row.id) };
  const changedAt = await findChange(db, cursor);
  return changedAt === undefined ? undefined : { ...cursor, changedAt };
}

export interface Moving extends Cursor {
  readonly store: string;
  readonly node: string;
  readonly now: EpochMs;
}

export async function moveCursor(cluster: Cluster, moving: Moving): Promise<void> {
  const { store, number, id, changedAt, node, now } = moving;
  await cluster.insert({
    table: `${ROWS}.shipped`,
    columns: ['store', 'number', 'id', 'changed_at', 'shipped_at', 'node'],
    lines: JSON.stringify([store, String(number), id, changedAt, sqlTimestamp(now), node]),
    rows: 1,
    token: `${store} ${id} ${now}`,
  });
}

export interface Claimed {
  readonly store: string;
  readonly accounts: readonly string[];
  readonly relations: readonly Relation[];
}

/**
 * The highest number under which the cluster has something of them. Another store may have sent these accounts before, by
 * a clock that was ahead; and this one may have sent more before it was restored.
 */
export async function highestNumber(cluster: Cluster, claimed: Claimed): Promise<bigint> {
  const { store, accounts, relations } = claimed;
  const ofAccounts = relations
    .filter(({ kind, hasAccount }) => hasAccount && kind !== 'appended')
    .map(({ table }) => `select version from ${table} where ${accountsIn(accounts)}`);
  const ofWallet = relations
    .filter(({ name }) => accounts.includes(WALLET) && name.startsWith(`${WALLET}.`))
    .map(({ table }) => `select version from ${table}`);
  const mine = `where store = ${literal(store)}`;
  const ofStore = [
    `select number as version from ${ROWS}.shipped ${mine}`,
    `select version from ${ROWS}.filled ${mine}`,
  ];
  const parts = [...ofAccounts, ...ofWallet, ...ofStore].join(' union all ');
  const [row] = await cluster.query(`select toString(max(version)) as highest from (${parts})`);
  return BigInt(String(row?.highest ?? 0));
}
