/**
 * Sends what the outbox tells to the cluster: rows as they stand now, with the number of the last change of the shipment
 * as their version, then the cursor. What is sent twice is the same rows; what was lost on the way is sent again,
 * because the cursor stands where the rows do. It reads on a connection of its own and never holds the writer.
 */
import type { Catalogue } from '../../contract/stream.ts';
import type { EpochMs } from '../../contract/window.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import { forgetChanges } from '../changes.ts';
import type { Database } from '../database.ts';
import { sql } from '../sql.ts';
import type { Warehouse } from '../warehouse.ts';
import {
  countWaiting,
  hasChange,
  type NotedChange,
  nextChanges,
  type Outbox,
  readOutbox,
} from './changes.ts';
import { type Cluster, literal } from './cluster.ts';
import { Lease } from './lease.ts';
import { listRelations, type Relation, ROWS } from './relations.ts';
import type { Stamp } from './rows.ts';
import { ensureTables } from './schema.ts';
import { Shipment } from './shipment.ts';
import { refreshViews } from './views.ts';

export interface SenderOptions {
  readonly warehouse: () => Warehouse;
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  /** What this ggr is called in the cluster. */
  readonly node: string;
  readonly now: () => EpochMs;
  /** Told before each statement that changes the cluster; a test may end it all there. */
  readonly onStep?: () => void;
}

/** What a step did. */
export interface Step {
  /** filled: everything was sent, because the cluster did not go on from this store. */
  readonly did: 'nothing' | 'shipped' | 'filled';
  readonly rows: number;
  readonly changes: number;
  /** The newest change that is whole there; undefined where that is not known. */
  readonly whole?: bigint;
  /** When the first of them was committed (UTC, as the store writes it). */
  readonly oldest?: string | undefined;
  /** What waits after it, and since when (UTC, as the store writes it). */
  readonly waiting: { readonly changes: number; readonly since: string | null };
}

/** The newest change that is whole in the cluster. */
type Whole = Pick<NotedChange, 'number' | 'id' | 'changedAt'>;

export class Sender {
  readonly #options: SenderOptions;
  readonly #lease: Lease;
  #relations: readonly Relation[] | undefined;
  #renew = async () => {};

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#lease = new Lease(options);
  }

  /** Sends the next shipment, or everything; at most one. Throws ClusterError: the next step sends it again. */
  async step(): Promise<Step> {
    const guest = await this.#options.warehouse().lendToRead();
    try {
      return await this.#step(guest.db);
    } catch (error) {
      // the cluster may have lost its tables: they are looked for again
      this.#relations = undefined;
      this.#lease.forget();
      throw error;
    } finally {
      await guest.close();
    }
  }

  /** Sends until nothing waits. */
  async even(): Promise<void> {
    while ((await this.step()).did !== 'nothing');
  }

  async #step(db: Database): Promise<Step> {
    const outbox = await readOutbox(db);
    if (!outbox) throw new Error('no outbox was begun');
    const relations = await this.#ready(db);
    const accounts = await listAccounts(db);
    await this.#lease.hold(outbox.store, accounts);
    this.#renew = () => this.#lease.renew(outbox.store, accounts);
    const cursor = await this.#cursorOf(outbox);
    if (!cursor || !(await hasChange(db, cursor.number, cursor.id))) {
      return this.#fill(db, { outbox, relations, cursor });
    }
    const changes = await nextChanges(db, cursor.number);
    const last = changes.at(-1);
    if (last) return this.#ship(db, { outbox, relations, changes, last });
    const waiting = { changes: 0, since: null };
    return { did: 'nothing', rows: 0, changes: 0, whole: cursor.number, waiting };
  }

  /** Tables and views, once; again after a fault. */
  async #ready(db: Database): Promise<readonly Relation[]> {
    if (this.#relations) return this.#relations;
    const { cluster, catalogue } = this.#options;
    const relations = await listRelations(db, catalogue);
    await ensureTables(cluster, relations);
    await refreshViews(cluster, { db, catalogue });
    this.#relations = relations;
    return relations;
  }

  async #cursorOf({ store }: Outbox): Promise<Pick<Whole, 'number' | 'id'> | undefined> {
    const text = sql('clickhouse/read-shipped', { rows: ROWS, store: literal(store) });
    const [row] = await this.#options.cluster.query(text);
    return row && { number: BigInt(String(row.number)), id: String(row.id) };
  }

  #shipment(db: Database, relations: readonly Relation[], stamp: Stamp): Shipment {
    const { cluster } = this.#options;
    return new Shipment({ db, cluster, relations, stamp, onStep: () => this.#beforeSending() });
  }

  async #beforeSending(): Promise<void> {
    await this.#renew();
    this.#options.onStep?.();
  }

  async #ship(db: Database, { outbox, relations, changes, last }: Shipping): Promise<Step> {
    const stamp = { store: outbox.store, version: last.number };
    const rows = await this.#shipment(db, relations, stamp).send(changes);
    await this.#move(outbox, last);
    const waiting = await countWaiting(db, last.number);
    return {
      did: 'shipped',
      rows,
      changes: changes.length,
      whole: last.number,
      oldest: changes[0]?.changedAt,
      waiting,
    };
  }

  /**
   * Sends everything: to a new cluster, one that was emptied or restored, or one that has more of this store than the
   * store itself, which is an older backup then and counts on from there.
   */
  async #fill(db: Database, { outbox, relations, cursor }: Filling): Promise<Step> {
    const { warehouse } = this.#options;
    const accounts = await listAccounts(db);
    const above = await this.#highest(relations, accounts, cursor?.number ?? 0n);
    if (above >= outbox.newest) {
      const text = sql('clickhouse/begin-fill', { number: String(above + 1n) });
      const store = warehouse();
      await store.write(store.db, () => store.db.run(text));
      return { did: 'shipped', rows: 0, changes: 0, waiting: { changes: 1, since: null } };
    }
    const { store, newest, newestId, changedAt } = outbox;
    const stamp = { store, version: newest };
    const rows = await this.#shipment(db, relations, stamp).sendAll(accounts);
    await this.#move(outbox, { number: newest, id: newestId, changedAt });
    const waiting = await countWaiting(db, newest);
    return { did: 'filled', rows, changes: 0, whole: newest, waiting };
  }

  /** Another store may have sent these accounts before, by a clock that was ahead. */
  async #highest(
    relations: readonly Relation[],
    accounts: readonly string[],
    least: bigint,
  ): Promise<bigint> {
    if (accounts.length === 0) return least;
    const names = accounts.map(literal).join(', ');
    const parts = relations
      .filter(({ kind, hasAccount }) => hasAccount && kind !== 'appended')
      .map(({ table }) => `select version from ${table} where account in (${names})`);
    const [row] = await this.#options.cluster.query(
      `select toString(max(version)) as highest from (${parts.join(' union all ')})`,
    );
    const highest = BigInt(String(row?.highest ?? 0));
    return highest > least ? highest : least;
  }

  /** What is whole there needs to be known here no more. */
  async #move({ store }: Outbox, { number, id, changedAt }: Whole): Promise<void> {
    const { cluster, node, now, warehouse, onStep } = this.#options;
    await this.#beforeSending();
    await cluster.insert({
      table: `${ROWS}.shipped`,
      columns: ['store', 'number', 'id', 'changed_at', 'shipped_at', 'node'],
      lines: JSON.stringify([store, String(number), id, changedAt, sqlTimestamp(now()), node]),
      rows: 1,
      token: `${store} ${id} ${now()}`,
    });
    onStep?.();
    await forgetChanges(warehouse(), number);
  }
}

/** Of the store; the wallet is one, once it has entries. */
async function listAccounts(db: Database): Promise<string[]> {
  const rows = await db.many(sql('clickhouse/list-accounts'));
  return rows.map(({ account }) => String(account));
}

interface Shipping {
  readonly outbox: Outbox;
  readonly relations: readonly Relation[];
  readonly changes: readonly NotedChange[];
  readonly last: NotedChange;
}

interface Filling extends Pick<Shipping, 'outbox' | 'relations'> {
  readonly cursor: Pick<Whole, 'number' | 'id'> | undefined;
}
