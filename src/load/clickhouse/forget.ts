/**
 * Forgets months that ClickHouse has (docs/decisions/0033). The order is what makes it safe at every instruction: the
 * cluster is told to hold the month, it is asked what it has of it, and then one transaction takes the rows away and
 * notes that they went. Whatever ends in between has taken nothing.
 */
import type { EpochMs } from '../../contract/window.ts';
import { counted } from '../../transform/text.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import type { Database } from '../database.ts';
import { listMonths, type Month, type Rule, whyKept } from '../forget-rule.ts';
import { listForgotten, turnForgotten } from '../forgotten.ts';
import { KeyIndex } from '../key-index.ts';
import { sql } from '../sql.ts';
import type { Warehouse } from '../warehouse.ts';
import { type Outbox, readOutbox } from './changes.ts';
import type { Cluster } from './cluster.ts';
import {
  type Compared,
  differsThere,
  digestOf,
  lookHere,
  marksOf,
  waitingOf,
} from './compare-month.ts';
import { type Cursor, readCursor } from './cursor.ts';
import { whereHere } from './digest.ts';
import { type HeldMonth, heldMonths, holdMonth } from './held.ts';
import { Lease } from './lease.ts';
import { listRelations } from './relations.ts';
import { touchMonth } from './touch-month.ts';

export interface ForgetOptions extends Omit<Rule, 'now'> {
  readonly warehouse: Warehouse;
  readonly cluster: Cluster;
  /** What this ggr is called in the cluster, and where that is. */
  readonly node: string;
  readonly host: string;
  readonly now: () => EpochMs;
  readonly signal?: AbortSignal;
  /** Awaited before and after each step that changes something; a test may end it all there. */
  readonly onStep?: (step: string) => void | Promise<void>;
}

/** What became of a month, or would. */
export interface Fate {
  readonly month: Month;
  /** Why it stays; undefined: it may go, or went. */
  readonly why: string | undefined;
}

export class Forgetter {
  readonly #options: ForgetOptions;
  readonly #lease: Lease;

  constructor(options: ForgetOptions) {
    this.#options = options;
    this.#lease = new Lease(options);
  }

  /** What may go and what stays. Throws ClusterError. */
  async plan(): Promise<Fate[]> {
    return this.#each(async (month, outbox) => {
      const compared = await this.#compare(month, outbox);
      return typeof compared === 'string' ? compared : undefined;
    });
  }

  /** Forgets what may go. Throws ClusterError; what is committed by then is forgotten. */
  async apply(run: string): Promise<Fate[]> {
    await this.#letGo();
    const fates = await this.#each((month, outbox) => this.#forget(month, outbox, run));
    if (fates.some(({ why }) => why === undefined)) await this.#giveSpaceBack();
    return fates;
  }

  async #each(
    judge: (month: Month, outbox: Outbox) => Promise<string | undefined>,
  ): Promise<Fate[]> {
    const { warehouse, signal } = this.#options;
    const outbox = await readOutbox(warehouse.db);
    const fates: Fate[] = [];
    for (const month of await listMonths(warehouse.db, this.#rule())) {
      signal?.throwIfAborted();
      const own = outbox
        ? await whyKept(warehouse.db, month, this.#rule())
        : 'nothing was ever sent to ClickHouse: `ggr serve` does it';
      const why = own ?? (outbox && (await judge(month, outbox)));
      fates.push({ month, why });
    }
    return fates;
  }

  async #forget(month: Month, outbox: Outbox, run: string): Promise<string | undefined> {
    const { cluster } = this.#options;
    await this.#lease.hold(outbox.store, [month.account]);
    for (const held of heldBy(month, outbox)) {
      await this.#step('hold');
      await holdMonth(cluster, held, true);
    }
    const compared = await this.#compare(month, outbox);
    if (typeof compared === 'string') {
      for (const held of heldBy(month, outbox)) await holdMonth(cluster, held, false);
      return compared;
    }
    await this.#step('compared');
    await this.#lease.renew(outbox.store, [month.account]);
    const why = await this.#takeAway(month, compared, run);
    if (why === undefined) await this.#step('forgotten');
    else for (const held of heldBy(month, outbox)) await holdMonth(cluster, held, false);
    return why;
  }

  /** What ours and theirs come to, or why they are not the same. The store is read first, and stands still for it. */
  async #compare(month: Month, { store }: Outbox): Promise<Compared[] | string> {
    const { warehouse, cluster, catalogue } = this.#options;
    const guest = await warehouse.lendToRead();
    try {
      const cursor = await readCursor(guest.db, cluster, store);
      if (!cursor) return 'ClickHouse does not go on from this store: it is to be filled first';
      const relations = await listRelations(guest.db, catalogue);
      const all: Compared[] = [];
      for (const table of month.tables) {
        const waiting = await waitingOf(guest.db, { month, table, after: cursor.number });
        if (waiting > 0) return `${counted(waiting, 'change')} of it wait to be sent`;
        const compared = await lookHere(guest.db, { month, table, relations });
        const why = await differsThere(cluster, compared);
        if (why !== undefined) return why;
        all.push(compared);
      }
      return all;
    } finally {
      await guest.close();
    }
  }

  /** One transaction; nothing of the month may have changed since it was compared, not even its proofs. */
  async #takeAway(
    month: Month,
    compared: readonly Compared[],
    run: string,
  ): Promise<string | undefined> {
    const { warehouse, host, now } = this.#options;
    const guest = await warehouse.lend();
    const { db } = guest;
    try {
      return await warehouse.write(db, async () => {
        const why = await whyKept(db, month, this.#rule());
        if (why !== undefined) return why;
        for (const each of compared) {
          if ((await marksOf(db, each)) !== each.marks) return 'it changed while it was compared';
        }
        const newest = await readOutbox(db);
        for (const each of compared) {
          const at = { change: newest?.newest ?? 0n, now: sqlTimestamp(now()), run, cluster: host };
          await forgetTable(db, { month, each, at });
        }
        await this.#step('taken');
        return undefined;
      });
    } finally {
      turnForgotten();
      await guest.close();
    }
  }

  /** Months that were held and never went, or came back: once what is sent of them is whole there. */
  async #letGo(): Promise<void> {
    const { warehouse, cluster } = this.#options;
    const outbox = await readOutbox(warehouse.db);
    if (!outbox) return;
    const gone = await listForgotten(warehouse.db);
    const cursor = await readCursor(warehouse.db, cluster, outbox.store);
    if (!cursor) return;
    for (const held of await heldMonths(cluster)) {
      const isGone = gone.some(
        ({ account, relation, month }) =>
          account === held.account && relation === held.relation && month === held.month,
      );
      if (isGone || held.store !== outbox.store) continue;
      if (await isShipped(warehouse.db, held, cursor)) await holdMonth(cluster, held, false);
    }
  }

  /** DuckDB gives blocks back at a checkpoint, which waits for nobody's transaction. */
  async #giveSpaceBack(): Promise<void> {
    await this.#options.warehouse.db.run('checkpoint').catch(() => {});
  }

  #rule(): Rule {
    return { ...this.#options, now: this.#options.now() };
  }

  async #step(step: string): Promise<void> {
    this.#options.signal?.throwIfAborted();
    await this.#options.onStep?.(step);
  }
}

const heldBy = ({ account, month, starts, ends, tables }: Month, { store }: Outbox): HeldMonth[] =>
  tables.map(({ stream }) => ({ account, relation: stream.table, month, store, starts, ends }));

async function isShipped(db: Database, held: HeldMonth, { number }: Cursor): Promise<boolean> {
  const { account, relation, starts, ends } = held;
  const params = { after: number, account, relation, starts, ends };
  return (await db.one(sql('clickhouse/waiting-of'), params)).changes === 0n;
}

interface Forgetting {
  readonly month: Month;
  readonly each: Compared;
  readonly at: { readonly change: bigint; now: string; run: string; cluster: string };
}

async function forgetTable(db: Database, { month, each, at }: Forgetting): Promise<void> {
  await KeyIndex.of(db).drop(db, each.table.stream.table);
  const { table, rows, revisions, ours } = each;
  const { account, starts, ends } = month;
  await touchMonth(db, table.stream.table, { rows, revisions });
  await db.run(
    sql('queries/forget-rows', {
      table: table.stream.table,
      of_rows: whereHere(rows),
      of_revisions: whereHere(revisions),
    }),
  );
  await db.run(sql('queries/insert-forgotten'), {
    ...{ account, starts, ends, ...at, relation: table.stream.table, month: month.month },
    rows: BigInt(ours.rows.rows),
    revisions: BigInt(ours.revisions.rows),
    sums: JSON.stringify(ours.rows.sums),
    digest: digestOf(ours.rows, ours.revisions),
  });
}
