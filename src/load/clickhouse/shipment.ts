/** One shipment: rows of some changes as they stand now, deletions, and what else of the bounds is gone. */
import type { Database } from '../database.ts';
import { sql } from '../sql.ts';
import type { NotedChange } from './changes.ts';
import { type Cluster, literal } from './cluster.ts';
import { type HeldMonth, heldMonths, keptThere, revisedThere } from './held.ts';
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
import { named } from './schema.ts';

export interface ShipmentOptions {
  readonly db: Database;
  readonly cluster: Cluster;
  readonly relations: readonly Relation[];
  readonly stamp: Stamp;
  readonly onStep?: OnStep | undefined;
}

export class Shipment {
  readonly #options: ShipmentOptions;
  /** What stands in the cluster alone. */
  #held: readonly HeldMonth[] = [];

  constructor(options: ShipmentOptions) {
    this.#options = options;
  }

  /** Returns how many rows it sent. */
  async send(changes: readonly NotedChange[]): Promise<number> {
    const { relations, stamp } = this.#options;
    let rows = 0;
    for (const relation of relations) {
      const mine = changes.filter((change) => change.relation === relation.name);
      if (mine.length === 0) continue;
      const where = whereOf(relation, mine);
      rows += await this.#lines(relation, presentLines(relation, where, stamp));
      if (relation.kind === 'facts') rows += await this.#sendGone(relation, mine);
      const swept = sweepOf(relation, mine, stamp);
      if (swept) await this.#sweep(relation, swept);
    }
    return rows + (await this.#sendRevisions(changes));
  }

  /** Everything of these accounts, in place of whatever the cluster has of them and of this store. */
  async sendAll(accounts: readonly string[]): Promise<number> {
    const { relations, stamp } = this.#options;
    const names = accounts.map(literal).join(', ');
    this.#held = await heldMonths(this.#options.cluster, accounts);
    let rows = 0;
    for (const relation of relations) {
      rows += await this.#lines(relation, presentLines(relation, 'true', stamp));
      const isOurs = names === '' ? 'false' : `account in (${names})`;
      await this.#sweep(relation, relation.hasAccount ? isOurs : 'true');
    }
    return rows;
  }

  async #sendGone(relation: Relation, changes: readonly NotedChange[]): Promise<number> {
    const { db, stamp } = this.#options;
    const all = revisedBy(changes);
    const revised = all && `${all} and not (${await revisedThere(db)})`;
    const gone = revised && (await goneLines(db, relation, { revised, stamp }));
    return gone ? this.#lines(relation, gone) : 0;
  }

  async #sendRevisions(changes: readonly NotedChange[]): Promise<number> {
    const { relations, stamp } = this.#options;
    const revised = revisedBy(changes);
    const revisions = relations.find(({ name }) => name === 'sync.revisions');
    if (!revised || !revisions) return 0;
    return this.#lines(revisions, presentLines(revisions, revised, stamp));
  }

  #lines(relation: Relation, text: string): Promise<number> {
    const { db, cluster, onStep } = this.#options;
    const columns = lineColumns(relation);
    return sendLines(db, text, { cluster, onStep, table: relation.table, columns });
  }

  /** What stands there in an older version, and was not sent with this one, is gone here. */
  async #sweep(relation: Relation, all: string): Promise<void> {
    const { table, key, clock, hasAccount } = relation;
    const { cluster, stamp, onStep } = this.#options;
    const held = keptThere(relation, this.#held);
    const where = held === undefined ? all : `(${all}) and not (${held})`;
    const kept = [...new Set([...key, ...(clock === undefined ? [] : [clock])])].map(named);
    await onStep?.();
    await cluster.command(
      sql('clickhouse/sweep', {
        table,
        kept: kept.map((name) => `${name}, `).join(''),
        store: literal(stamp.store),
        version: String(stamp.version),
        where: hasAccount ? where : `store = ${literal(stamp.store)} and (${where})`,
      }),
    );
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
      return 'true';
    case 'facts':
    case 'appended':
      return undefined;
    default:
      return relation.kind satisfies never;
  }
}
