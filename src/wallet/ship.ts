/**
 * Ships the journal's entries into wallet.ledger, its closures and acts: in order and exactly once, because the cursor is the
 * newest entry of the table itself and moves in the same transaction as the entries.
 */

import { statSync } from 'node:fs';
import { WalletError } from '../contract/errors.ts';
import { appendTo } from '../load/appender.ts';
import { noteAppended } from '../load/changes.ts';
import type { Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import type { Warehouse } from '../load/warehouse.ts';
import {
  CHAIN_START,
  type ChainPoint,
  chainHash,
  type Entry,
  type WarehouseEnd,
} from './entries.ts';
import { compareEnds } from './integrity.ts';
import { Journal } from './journal.ts';
import { actsEnd, shipActs } from './ship-acts.ts';
import { chunkOf } from './ship-chunk.ts';
import { closuresEnd, shipClosures } from './ship-closures.ts';
import { writeShipped } from './shipped.ts';

/** A data chunk's capacity. */
const CHUNK_ENTRIES = 2048;
/** Chunks per transaction: a backlog of days is caught up in steps that others can get between. */
const CHUNKS_PER_COMMIT = 10;

type End = Required<WarehouseEnd>;

/** The newest entry that the warehouse holds, the newest closure and the newest act. */
export async function ledgerEnd(db: Database): Promise<End> {
  const row = await db.maybeOne(sql('queries/ledger-end'));
  const others = { closures: await closuresEnd(db), acts: await actsEnd(db) };
  if (!row) return { ...CHAIN_START, ...others };
  return { seq: row.seq as bigint, hash: Buffer.from(String(row.hash), 'hex'), ...others };
}

/** How many links of all three chains come before these ends. */
const linksOf = ({ seq, closures, acts }: End): bigint => seq + closures.seq + acts.seq;

function reaches(held: End, wanted: End): boolean {
  return (
    held.seq >= wanted.seq &&
    held.closures.seq >= wanted.closures.seq &&
    held.acts.seq >= wanted.acts.seq
  );
}

const isSame = (one: End, other: End) => reaches(one, other) && reaches(other, one);

const endOf = (journal: Journal): End => ({
  ...journal.readEnd(),
  closures: journal.closures.end,
  acts: journal.acts.end,
});

export class Shipper {
  #warehouse: Warehouse;
  readonly #path: string;
  #journal: Journal | undefined;
  /** Which file that is: another one may be put in its place while the wallet stands still. */
  #file: string | undefined;
  /** What the tables held when they were last asked. */
  #end: End = { ...CHAIN_START, closures: CHAIN_START, acts: CHAIN_START };
  /** Whether nothing can have changed it since, and the journal goes on from there. */
  #isSure = false;
  #noted: End | undefined;
  #inFlight: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  /** The journal may be made later. */
  constructor(warehouse: Warehouse, journalPath: string) {
    this.#warehouse = warehouse;
    this.#path = journalPath;
  }

  /** To read beside the wallet; undefined where there is none yet. Throws a JournalFault. */
  get journal(): Journal | undefined {
    const file = fileAt(this.#path);
    // one that an older ggr wrote is read anew until the wallet has brought it up to date
    if (this.#journal && file === this.#file && this.#journal.file.hasActs) return this.#journal;
    this.#journal?.close();
    this.#journal = undefined;
    this.#isSure = false;
    if (file !== undefined) this.#journal = Journal.openReadOnly(this.#path);
    this.#file = file;
    return this.#journal;
  }

  /** Entries that the warehouse does not hold yet; all of them before the first ship. */
  get behind(): bigint {
    return (this.journal?.readEnd().seq ?? this.#end.seq) - this.#end.seq;
  }

  /** Tells the wallet what the warehouse holds before anything is shipped; returns it. */
  async begin(): Promise<End> {
    this.#end = await ledgerEnd(this.#warehouse.db);
    this.#note();
    return this.#end;
  }

  /**
   * Resolves when the warehouse holds every entry and closure that was committed before this call. Throws a
   * WalletError where the journal does not go on from what the warehouse holds: nothing of it is taken.
   */
  ship(): Promise<void> {
    // One that is under way may have looked before the newest entry: all who come meanwhile share the next.
    if (!this.#inFlight) return this.#start();
    this.#next ??= this.#inFlight
      .catch(() => {})
      .then(() => {
        this.#next = undefined;
        return this.#start();
      });
    return this.#next;
  }

  /** Ships into the same store, opened anew: what of the last entries it holds is asked again. */
  goOn(warehouse: Warehouse): void {
    this.#warehouse = warehouse;
    this.#isSure = false;
  }

  async close(): Promise<void> {
    await this.#inFlight?.catch(() => {});
    this.#journal?.close();
    this.#journal = undefined;
  }

  #start(): Promise<void> {
    this.#inFlight = this.#shipAll().finally(() => {
      this.#inFlight = undefined;
    });
    return this.#inFlight;
  }

  async #shipAll(): Promise<void> {
    const { journal } = this;
    if (!journal) return;
    const wanted = endOf(journal);
    if (this.#isSure && reaches(this.#end, wanted)) return;
    try {
      await this.#warehouse.withConnection(async (db) => {
        if (!this.#isSure) await this.#compare(db, journal);
        for (let before = -1n; ; before = linksOf(this.#end)) {
          this.#end = await this.#warehouse.write(db, () => shipNoted(db, journal, this.#end));
          if (reaches(this.#end, wanted)) break;
          // a closure after entries that were given up as lost waits until there are so many again
          if (linksOf(this.#end) === before) break;
        }
        this.#isSure = true;
      });
    } catch (error) {
      this.#isSure = false;
      throw error;
    } finally {
      this.#note();
    }
  }

  async #compare(db: Database, journal: Journal): Promise<void> {
    this.#end = await ledgerEnd(db);
    const faults = compareEnds(journal, this.#end);
    if (faults.length > 0) throw new WalletError(faults.map(({ message }) => message).join('; '));
  }

  /** On a full disk the wallet knows less for a while; the next ship tries again. */
  #note(): void {
    if (this.#noted && isSame(this.#noted, this.#end)) return;
    try {
      writeShipped(this.#path, this.#end);
      this.#noted = this.#end;
    } catch {
      this.#noted = undefined;
    }
  }
}

/** The same, and tells the cluster's outbox. */
async function shipNoted(db: Database, journal: Journal, held: End): Promise<End> {
  const end = await shipSome(db, journal);
  await noteAppended(db, [
    { relation: 'wallet.ledger', before: held.seq, after: end.seq },
    { relation: 'wallet.closed_rounds', before: held.closures.seq, after: end.closures.seq },
    { relation: 'wallet.acts', before: held.acts.seq, after: end.acts.seq },
  ]);
  return end;
}

/** Appends what comes after the tables' newest; returns what they then hold. */
async function shipSome(db: Database, journal: Journal): Promise<End> {
  const acts = await shipActs(db, journal.acts);
  const { seq, hash } = await shipEntries(db, journal);
  return { seq, hash, acts, closures: await shipClosures(db, journal.closures, seq) };
}

async function shipEntries(db: Database, journal: Journal): Promise<ChainPoint> {
  let end: ChainPoint = await ledgerEnd(db);
  return appendTo(db, { catalog: 'store', schema: 'wallet', table: 'ledger' }, (appender) => {
    for (let i = 0; i < CHUNKS_PER_COMMIT; i += 1) {
      const entries = journal.entriesAfter(end.seq, CHUNK_ENTRIES);
      if (entries.length === 0) break;
      for (const entry of entries) end = following(end, entry);
      appender.appendDataChunk(chunkOf(entries));
    }
    return end;
  });
}

/** What was damaged on the wallet's side never reaches the ledger. */
function following({ seq, hash }: ChainPoint, entry: Entry): ChainPoint {
  if (entry.seq === seq + 1n && chainHash(hash, entry).equals(entry.hash)) return entry;
  throw new WalletError(
    `entry ${entry.seq} of the journal does not follow from the one before it: it is not taken`,
    { hint: '`ggr wallet verify` lists what is wrong' },
  );
}

function fileAt(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
