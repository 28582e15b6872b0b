/** What one version of rows brings to the cluster: rows as they stand now, deletions, and what else of the bounds is gone. */
import type { Catalogue } from '../../contract/stream.ts';
import type { Database } from '../database.ts';
import type { NotedChange } from './changes.ts';
import { type Cluster, literal } from './cluster.ts';
import { keptThere, revisedThere } from './held.ts';
import { type OnStep, sendLines } from './lines.ts';
import type { Relation } from './relations.ts';
import {
  goneLines,
  inLedger,
  lineColumns,
  presentLines,
  revisedBy,
  type Stamp,
  whereOf,
} from './rows.ts';
import { accountsIn, WALLET } from './spans.ts';
import { type KeptTables, Sums } from './sums.ts';
import { sweep, sweepMonths } from './sweep.ts';
import { betRelations, touchedSpans } from './touched.ts';

export interface ShipmentOptions {
  readonly db: Database;
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  readonly relations: readonly Relation[];
  readonly kept: KeptTables;
  readonly stamp: Stamp;
  readonly onStep?: OnStep | undefined;
}

export class Shipment {
  readonly sums: Sums;
  readonly #options: ShipmentOptions;

  constructor(options: ShipmentOptions) {
    this.#options = options;
    this.sums = new Sums({ ...options, tables: options.kept });
  }

  /** Sends what some changes mean; returns how many rows it sent. */
  async send(changes: readonly NotedChange[]): Promise<number> {
    const { db, catalogue, relations, stamp } = this.#options;
    let rows = 0;
    for (const relation of relations) {
      const mine = changes.filter((change) => change.relation === relation.name);
      if (mine.length === 0) continue;
      rows += await this.sendWhere(relation, whereOf(relation, mine));
      if (relation.kind === 'facts') rows += await this.#sendGone(relation, mine);
      const swept = sweepOf(relation, mine, stamp);
      if (swept) await sweep(this.#options, relation, swept);
    }
    rows += await this.#sendRevisions(changes);
    // after the bets: a shipment that ends between is sent again, sums and all
    const bets = betRelations(catalogue, relations);
    return rows + (await this.sums.send(await touchedSpans(db, bets, changes)));
  }

  /** Sends rows of a table, by a condition in the store's words; returns how many. */
  sendWhere(relation: Relation, where: string): Promise<number> {
    return this.#lines(relation, presentLines(relation, where, this.#options.stamp));
  }

  /**
   * Deletes there what these accounts, or this store, have in an older version than what was sent; never what the cluster
   * holds for a store that has forgotten it.
   */
  async sweepAll(relation: Relation, accounts: readonly string[]): Promise<void> {
    const held = await keptThere(this.#options.cluster, relation);
    const ours = this.#oursOf(relation, accounts);
    await sweepMonths(this.#options, relation, `(${ours}) and not (${held})`);
  }

  /** The wallet is an account, too, though its rows name none: what another store sent of it is ours. */
  #oursOf({ name, hasAccount }: Relation, accounts: readonly string[]): string {
    if (hasAccount) return accountsIn(accounts);
    const isWallets = name.startsWith(`${WALLET}.`);
    if (isWallets && accounts.includes(WALLET)) return 'true';
    return `store = ${literal(this.#options.stamp.store)}`;
  }

  async #sendGone(relation: Relation, changes: readonly NotedChange[]): Promise<number> {
    const { db, stamp } = this.#options;
    const all = revisedBy(changes);
    const revised = all && `${all} and not (${await revisedThere(db)})`;
    const gone = revised && (await goneLines(db, relation, { revised, stamp }));
    return gone ? this.#lines(relation, gone) : 0;
  }

  async #sendRevisions(changes: readonly NotedChange[]): Promise<number> {
    const { relations } = this.#options;
    const revised = revisedBy(changes);
    const revisions = relations.find(({ name }) => name === 'sync.revisions');
    return revised && revisions ? this.sendWhere(revisions, revised) : 0;
  }

  #lines(relation: Relation, text: string): Promise<number> {
    const { db, cluster, onStep } = this.#options;
    const columns = lineColumns(relation);
    return sendLines(db, text, { cluster, onStep, table: relation.table, columns });
  }
}

/** Where rows may have gone without a version; undefined of relations that only grow, or that keep versions. */
function sweepOf(
  relation: Relation,
  changes: readonly NotedChange[],
  { store }: Stamp,
): string | undefined {
  const at = (text: string) => `toDateTime64(${literal(text)}, 6, 'UTC')`;
  // rows of every account are those of this store alone
  const mine = ({ account }: NotedChange) =>
    account === null ? ` and store = ${literal(store)}` : '';
  switch (relation.kind) {
    case 'snapshot':
      return changes.map(({ account }) => `account = ${literal(String(account))}`).join(' or ');
    case 'ledger':
      return changes
        .map((change) => `(${inLedger(relation, change, at)}${mine(change)})`)
        .join(' or ');
    case 'list':
      return `store = ${literal(store)}`;
    case 'facts':
    case 'appended':
      return undefined;
    default:
      return relation.kind satisfies never;
  }
}
