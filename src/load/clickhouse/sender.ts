/**
 * Sends what the outbox tells to the cluster: rows as they stand now, with the number of the last change of the shipment
 * as their version, then the cursor. What is sent twice is the same rows; what was lost on the way is sent again,
 * because the cursor stands where the rows do. It reads on a connection of its own and never holds the writer.
 */
import type { Catalogue } from '../../contract/stream.ts';
import type { EpochMs } from '../../contract/window.ts';
import { forgetChanges } from '../changes.ts';
import type { Database } from '../database.ts';
import { sql } from '../sql.ts';
import type { Warehouse } from '../warehouse.ts';
import { countWaiting, nextChanges, type Outbox, readOutbox } from './changes.ts';
import type { Cluster } from './cluster.ts';
import { type Cursor, highestNumber, moveCursor, readCursor } from './cursor.ts';
import {
  begin,
  endFill,
  type FillOptions,
  findChange,
  type Progress,
  pendingOf,
  readProgress,
  sendParts,
  shapeOfFill,
} from './fill.ts';
import { Lease } from './lease.ts';
import { type Part, planFill, SUMS } from './parts.ts';
import { type Ready, ready } from './ready.ts';
import { Shipment } from './shipment.ts';
import { BEGUN, NOTHING, type Step } from './step.ts';
import { markKept } from './sums.ts';
import { betRelations } from './touched.ts';

export interface SenderOptions {
  readonly warehouse: () => Warehouse;
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  /** What this ggr is called in the cluster. */
  readonly node: string;
  readonly now: () => EpochMs;
  /** Told before each statement that changes the cluster; a test may end it all there. */
  readonly onStep?: () => void;
  /** Rows of a step of a fill, and of its smallest part; 200,000 unless a test wants many small ones. */
  readonly mostRows?: number;
}

const MOST_ROWS = 200_000;

export class Sender {
  readonly #options: SenderOptions;
  readonly #lease: Lease;
  #ready: Ready | undefined;
  #plan: { readonly of: string; readonly parts: readonly Part[] } | undefined;
  /** Whose sums this sender has said to be whole. */
  #kept = '';
  #renew = async () => {};

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#lease = new Lease(options);
  }

  /** Sends the next shipment, or some parts of a fill. Throws ClusterError: the next step sends it again. */
  async step(): Promise<Step> {
    // a fill that has just begun is read after its beginning: by what was read before, changes would be lost
    return (await this.#read()) ?? (await this.#read()) ?? BEGUN;
  }

  /** Sends until nothing waits. */
  async even(): Promise<void> {
    while ((await this.step()).did !== 'nothing');
  }

  async #read(): Promise<Step | undefined> {
    const guest = await this.#options.warehouse().lendToRead();
    try {
      return await this.#step(guest.db);
    } catch (error) {
      // the cluster may have lost its tables: they are looked for again
      this.#ready = this.#plan = undefined;
      this.#kept = '';
      this.#lease.forget();
      throw error;
    } finally {
      await guest.close();
    }
  }

  async #step(db: Database): Promise<Step | undefined> {
    const outbox = await readOutbox(db);
    if (!outbox) throw new Error('no outbox was begun');
    this.#ready ??= await ready(db, this.#options);
    const accounts = await listAccounts(db);
    await this.#lease.hold(outbox.store, accounts);
    this.#renew = () => this.#lease.renew(outbox.store, accounts);
    const at = { db, outbox, accounts, ready: this.#ready };
    const cursor = await readCursor(db, this.#options.cluster, outbox.store);
    const progress = await readProgress(this.#filling(at));
    const begun = await begunFill(db, progress);
    const { shapes } = this.#ready;
    const all = begun?.shape === shapeOfFill(shapes, true) ? begun : undefined;
    if (!cursor && !all) return this.#begin(at, true);
    const pending = pendingOf(shapes, progress, cursor || !all ? 0n : all.number);
    if (pending.length === 0 && cursor) return this.#ship(at, cursor, progress);
    const going = cursor && begun?.shape === shapeOfFill(shapes, false) ? begun : all;
    if (!going) return this.#begin(at, false);
    return this.#fill(at, { begun: going, pending, isAll: !cursor });
  }

  async #ship(at: Standing, cursor: Cursor, progress: Progress): Promise<Step> {
    const { db, outbox } = at;
    await this.#keep(at, progress);
    const changes = await nextChanges(db, cursor.number);
    const last = changes.at(-1);
    if (!last) return { ...NOTHING, whole: cursor.number };
    const rows = await this.#shipment(at, last.number).send(changes);
    await this.#move(outbox, last);
    return {
      did: 'shipped',
      rows,
      changes: changes.length,
      whole: last.number,
      oldest: changes[0]?.changedAt,
      waiting: await countWaiting(db, last.number),
    };
  }

  /**
   * Everything is sent to a new cluster, one that was emptied or restored, or one that has more of this store than the
   * store itself, which is an older backup then and counts on from there; some tables where only those are missing.
   */
  async #begin(at: Standing, isAll: boolean): Promise<undefined> {
    const { cluster, warehouse } = this.#options;
    const { accounts, outbox, ready: made } = at;
    const { store } = outbox;
    const { relations, shapes } = made;
    const claimed = { store, accounts, relations };
    const highest = isAll ? await highestNumber(cluster, claimed) : 0n;
    const above = highest > outbox.newest ? highest : outbox.newest;
    if (isAll) {
      const shape = shapes.get(SUMS) ?? '';
      await markKept(cluster, { store, accounts, shape, isWhole: false, number: above + 1n });
    }
    const shape = shapeOfFill(shapes, isAll);
    await begin(this.#filling(at), warehouse(), { above, isAll, shape });
    this.#kept = '';
  }

  async #fill(at: Standing, { begun, pending, isAll }: Filling): Promise<Step> {
    const { db, outbox, accounts, ready: made } = at;
    const mostRows = this.#options.mostRows ?? MOST_ROWS;
    // once: what changes while it is under way is sent after it
    if (this.#plan?.of !== begun.id) {
      const bets = betRelations(this.#options.catalogue, made.relations);
      const options = { accounts, mostRows, relations: made.relations, bets };
      this.#plan = { of: begun.id, parts: await planFill(db, pending, options) };
    }
    const plan = this.#plan.parts;
    const shipment = this.#shipment(at, begun.number);
    const { shapes } = made;
    const sending = { begun, shapes, plan, shipment, mostRows };
    const filling = this.#filling(at);
    const { rows, left } = await sendParts(filling, sending);
    const waiting = await countWaiting(db, begun.number);
    if (left > 0) return { did: 'filling', rows, changes: 0, left, waiting };
    this.#plan = undefined;
    if (isAll) await this.#move(outbox, begun);
    await endFill(filling, begun);
    return { did: 'filled', rows, changes: 0, whole: begun.number, waiting };
  }

  /** Views read the sums of accounts of which this was said. */
  async #keep({ outbox, accounts }: Standing, progress: Progress): Promise<void> {
    const names = accounts.join(' ');
    const whole = progress.get(SUMS);
    if (!whole || this.#kept === names) return;
    const { store } = outbox;
    const [{ cluster }, { shape, number }] = [this.#options, whole];
    await markKept(cluster, { store, accounts, shape, isWhole: true, number });
    this.#kept = names;
  }

  #shipment({ db, outbox, ready: made }: Standing, version: bigint): Shipment {
    const { cluster, catalogue } = this.#options;
    const stamp = { store: outbox.store, version };
    const { relations, kept } = made;
    const onStep = () => this.#beforeSending();
    return new Shipment({ db, cluster, catalogue, relations, kept, stamp, onStep });
  }

  #filling({ outbox }: Standing): FillOptions {
    const { cluster, now } = this.#options;
    return { cluster, now, store: outbox.store };
  }

  async #beforeSending(): Promise<void> {
    await this.#renew();
    this.#options.onStep?.();
  }

  /** What is whole there needs to be known here no more. */
  async #move({ store }: Outbox, cursor: Cursor): Promise<void> {
    const { cluster, node, now, warehouse, onStep } = this.#options;
    await this.#beforeSending();
    await moveCursor(cluster, { ...cursor, store, node, now: now() });
    onStep?.();
    await forgetChanges(warehouse(), cursor.number);
  }
}

/** The fill that was begun last, if it is one of this store's. */
async function begunFill(db: Database, progress: Progress) {
  const begun = progress.get('');
  const changedAt = begun && (await findChange(db, begun));
  return begun && changedAt !== undefined ? { ...begun, changedAt } : undefined;
}

/** Of the store; the wallet is one, once it has entries. */
async function listAccounts(db: Database): Promise<string[]> {
  const rows = await db.many(sql('clickhouse/list-accounts'));
  return rows.map(({ account }) => String(account));
}

/** What a step stands on. */
interface Standing {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly accounts: readonly string[];
  readonly ready: Ready;
}

interface Filling {
  readonly begun: Cursor;
  readonly pending: readonly string[];
  readonly isAll: boolean;
}
