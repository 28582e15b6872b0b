/**
 * The outbox for ClickHouse (docs/decisions/0025): each commit says in its own transaction what of which table it
 * changed, under a number without gaps. Where no cluster is configured nothing is noted, and a commit pays nothing.
 */
import type { EpochMs, Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import type { Database, Params } from './database.ts';
import { quote, sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

/** Past so many waiting changes the outbox begins anew, and the cluster is filled from the tables: some 100 MB. */
export const MOST_CHANGES = 1_000_000;

export interface Change {
  /** The table: pv.bets, sync.windows. */
  readonly relation: string;
  /** Without one, those of every account. */
  readonly account?: string | null;
  /** Of ledgers: the report. */
  readonly stream?: string | null;
  /** Where the changed rows lie by the table's clock, both ends included; without one, anywhere. */
  readonly window?: Window | undefined;
  readonly run?: string;
  /** Expected rows, so that a shipment has a size. */
  readonly rows?: number;
}

/** Part of the transaction that changes it. */
export async function noteChange(db: Database, change: Change): Promise<void> {
  const { relation, account, stream, window, run, rows = 1 } = change;
  await noteText(db, {
    relation: quote(relation),
    account: textOf(account),
    stream: textOf(stream),
    starts: instantOf(window?.start),
    ends: instantOf(window?.end),
    since: 'null',
    run: run === undefined ? 'null' : `uuid ${quote(run)}`,
    whole: 'true',
    rows: String(rows),
  });
}

/** What of the ledger of windows touches one; without it, all of a stream. */
export function noteWindows(
  db: Database,
  {
    account,
    stream,
    window,
  }: Required<Pick<Change, 'account' | 'stream'>> & Pick<Change, 'window'>,
): Promise<void> {
  return noteChange(db, { relation: 'sync.windows', account, stream, window });
}

/** Changes a stream's ledger of windows by one statement, in a transaction of its own. */
export async function writeWindows(
  warehouse: Warehouse,
  text: string,
  params: Params & { readonly account: string; readonly stream: string },
): Promise<void> {
  const { db } = warehouse;
  await warehouse.write(db, async () => {
    await db.run(text, params);
    await noteWindows(db, params);
  });
}

/** The same in SQL's own words, for statements that have them already. */
export type ChangeText = Readonly<
  Record<
    'relation' | 'account' | 'stream' | 'starts' | 'ends' | 'since' | 'run' | 'whole' | 'rows',
    string
  >
>;

export async function noteText(db: Database, change: ChangeText): Promise<void> {
  if (await isOff(db)) return;
  await db.run(sql('queries/note-change', change));
}

/** The store's own row says it. */
const IS_ON = `select 1 as is_on from sync.changes where relation = 'sync.changes' and is_whole`;

/** Counts beginnings and ends of outboxes: the store has one process, and what it found out holds until then. */
let turns = 0;
const found = new WeakMap<Database, { readonly turn: number; readonly isOff: boolean }>();

/** Without a cluster a commit pays nothing: half a millisecond for each statement that would find an empty table. */
async function isOff(db: Database): Promise<boolean> {
  const known = found.get(db);
  if (known?.turn === turns) return known.isOff;
  const row = await db.maybeOne(IS_ON);
  found.set(db, { turn: turns, isOff: row === undefined });
  return row === undefined;
}

/** Rows of the wallet that came behind a number; part of the transaction that appended them. */
export interface Appended {
  readonly relation: 'wallet.ledger' | 'wallet.closed_rounds' | 'wallet.acts';
  readonly before: bigint;
  readonly after: bigint;
}

const WALLET = {
  'wallet.ledger': { event: 'received_at', number: 'seq' },
  'wallet.closed_rounds': { event: 'closed_at', number: 'closure' },
  'wallet.acts': { event: 'acted_at', number: 'act' },
} as const;

export async function noteAppended(db: Database, all: readonly Appended[]): Promise<void> {
  for (const { relation, before, after } of all) {
    if (after === before || (await isOff(db))) continue;
    await db.run(
      sql('queries/note-shipped', {
        ...WALLET[relation],
        relation: quote(relation),
        relation_name: relation,
        after: String(before),
        rows: String(after - before),
      }),
    );
  }
}

/**
 * From here on changes are noted. Numbers begin with the time, so that a store that is made anew, or takes an account
 * over, is always ahead of what another one sent: a commit takes longer than a millisecond.
 */
export async function beginOutbox(warehouse: Warehouse, now: EpochMs): Promise<void> {
  const { db } = warehouse;
  if (await db.maybeOne(IS_ON)) return;
  const text = sql('queries/begin-outbox', { number: String(now) });
  await warehouse.write(db, () => db.run(text));
  turns += 1;
}

/** Nobody takes what was noted: it goes, and nothing is noted any more. The store keeps its name. */
export async function endOutbox(warehouse: Warehouse): Promise<void> {
  const { db } = warehouse;
  if (!(await db.maybeOne(IS_ON))) return;
  await warehouse.write(db, () => db.run(sql('queries/end-outbox')));
  turns += 1;
}

/** Notes changes while there is a cluster for them, and ends that where there is none. */
export async function keepOutbox(
  warehouse: Warehouse,
  { hasCluster, now }: { readonly hasCluster: boolean; readonly now: EpochMs },
): Promise<void> {
  if (!hasCluster) return endOutbox(warehouse);
  await beginOutbox(warehouse, now);
  const { db } = warehouse;
  const { n } = await db.one('select count(*) as n from sync.changes');
  if (Number(n) > MOST_CHANGES) await forgetChanges(warehouse);
}

/** Changes below a number are whole in the cluster; the newest stays, because numbers go on from it. */
export async function forgetChanges(warehouse: Warehouse, below?: bigint): Promise<void> {
  const { db } = warehouse;
  const number = below === undefined ? '(select max(number) from sync.changes)' : String(below);
  await warehouse.write(db, () => db.run(sql('queries/forget-changes', { number })));
}

const textOf = (text: string | null | undefined) => (text == null ? 'null' : quote(text));

const instantOf = (instant: EpochMs | undefined) =>
  instant === undefined ? 'null' : `timestamp ${quote(sqlTimestamp(instant))}`;
