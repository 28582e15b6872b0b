/**
 * Ships the journal's entries into wallet.ledger, its closures and acts: in order and exactly once, because the cursor is the
 * newest entry of the table itself and moves in the same transaction as the entries.
 */
import {
  BIGINT,
  DECIMAL,
  DuckDBDataChunk,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  TIMESTAMP,
  UBIGINT,
  VARCHAR,
} from '@duckdb/node-api';
import type { Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { type Cents, CHAIN_START, type Entry, type WarehouseEnd } from './entries.ts';
import { Journal } from './journal.ts';
import { operations } from './operations.ts';
import { actsEnd, shipActs } from './ship-acts.ts';
import { closuresEnd, shipClosures } from './ship-closures.ts';

/** A data chunk's capacity. */
const CHUNK_ENTRIES = 2048;
/** Chunks per transaction: a backlog of days is caught up in steps that others can get between. */
const CHUNKS_PER_COMMIT = 10;

const COLUMNS: readonly (readonly [DuckDBType, (entry: Entry) => DuckDBValue])[] = [
  [BIGINT, ({ seq }) => seq],
  [VARCHAR, ({ currency }) => currency],
  [UBIGINT, ({ id }) => id],
  [VARCHAR, ({ kind }) => kind],
  [VARCHAR, ({ playerId }) => playerId],
  [VARCHAR, ({ code }) => code],
  [UBIGINT, ({ game }) => game],
  [UBIGINT, ({ roundId }) => roundId],
  [DECIMAL(18, 4), ({ amount }) => decimalOf(amount)],
  [DECIMAL(18, 4), ({ balanceAfter }) => decimalOf(balanceAfter)],
  [VARCHAR, ({ flags }) => (flags.length > 0 ? flags.join(',') : null)],
  [TIMESTAMP, ({ receivedAt }) => new DuckDBTimestampValue(receivedAt)],
  [VARCHAR, ({ key }) => key],
  [UBIGINT, ({ round }) => round],
  [VARCHAR, ({ hash }) => hash.toString('hex')],
];

/** The newest entry that the warehouse holds, the newest closure and the newest act. */
export async function ledgerEnd(
  db: Database,
): Promise<WarehouseEnd & Required<Pick<WarehouseEnd, 'closures' | 'acts'>>> {
  const row = await db.maybeOne(sql('queries/ledger-end'));
  const others = { closures: await closuresEnd(db), acts: await actsEnd(db) };
  if (!row) return { ...CHAIN_START, ...others };
  return { seq: row.seq as bigint, hash: Buffer.from(String(row.hash), 'hex'), ...others };
}

/** The newest entry, closure and act of journal or tables. */
interface Held {
  readonly entries: bigint;
  readonly closures: bigint;
  readonly acts: bigint;
}

const isSame = (a: Held, b: Held) => reaches(a, b) && reaches(b, a);

function reaches(held: Held, wanted: Held): boolean {
  return (
    held.entries >= wanted.entries && held.closures >= wanted.closures && held.acts >= wanted.acts
  );
}

export class Shipper {
  #warehouse: Warehouse;
  readonly #journal: Journal;
  /** The newest entry, closure and act that the tables held when they were last asked. */
  #cursor = 0n;
  #closures = 0n;
  #acts = 0n;
  /** Whether nothing can have changed it since. */
  #isSure = false;
  #inFlight: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(warehouse: Warehouse, journalPath: string) {
    this.#warehouse = warehouse;
    this.#journal = Journal.openReadOnly(journalPath);
  }

  /** The newest entry that the warehouse is known to hold. */
  get shipped(): bigint {
    return this.#cursor;
  }

  /** Entries that the warehouse does not hold yet; all of them before the first ship. */
  get behind(): bigint {
    return this.#journal.readEnd().seq - this.#cursor;
  }

  /** Resolves when the warehouse holds every entry and closure that was committed before this call. */
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

  /** Notes in the journal, which nobody else may write now, what the warehouse holds. */
  note(): void {
    const journal = Journal.open(this.#journal.file.path);
    try {
      journal.atomically(() => operations.noteShipped(journal, 0n, this.#cursor));
    } finally {
      journal.close();
    }
  }

  async close(): Promise<void> {
    await this.#inFlight?.catch(() => {});
    this.#journal.close();
  }

  #start(): Promise<void> {
    this.#inFlight = this.#shipAll().finally(() => {
      this.#inFlight = undefined;
    });
    return this.#inFlight;
  }

  async #shipAll(): Promise<void> {
    const wanted = this.#readEnds();
    if (this.#isSure && isSame(wanted, this.#held())) return;
    try {
      await this.#warehouse.withConnection(async (db) => {
        for (let before = -1n; ; before = this.#cursor + this.#closures + this.#acts) {
          const held = await this.#warehouse.write(db, () => this.#shipSome(db));
          this.#cursor = held.entries;
          this.#closures = held.closures;
          this.#acts = held.acts;
          if (reaches(held, wanted)) break;
          // a closure after entries that were given up as lost waits until there are so many again
          if (held.entries + held.closures + held.acts === before) break;
        }
        this.#isSure = true;
      });
    } catch (error) {
      this.#isSure = false;
      throw error;
    }
  }

  #readEnds(): Held {
    const { closures, acts } = this.#journal;
    const entries = this.#journal.readEnd().seq;
    return { entries, closures: closures.end.seq, acts: acts.end.seq };
  }

  #held(): Held {
    return { entries: this.#cursor, closures: this.#closures, acts: this.#acts };
  }

  /** Appends what comes after the tables' newest; returns what they then hold. */
  async #shipSome(db: Database): Promise<Held> {
    const acts = await shipActs(db, this.#journal.acts);
    const entries = await this.#shipEntries(db);
    return { entries, acts, closures: await shipClosures(db, this.#journal.closures, entries) };
  }

  async #shipEntries(db: Database): Promise<bigint> {
    let { seq } = await ledgerEnd(db);
    const appender = await db.connection.createAppender('ledger', 'wallet', 'store');
    try {
      for (let i = 0; i < CHUNKS_PER_COMMIT; i += 1) {
        const entries = this.#journal.entriesAfter(seq, CHUNK_ENTRIES);
        if (entries.length === 0) break;
        appender.appendDataChunk(chunkOf(entries));
        seq = (entries.at(-1) as Entry).seq;
      }
      return seq;
    } finally {
      appender.closeSync();
    }
  }
}

function chunkOf(entries: readonly Entry[]): DuckDBDataChunk {
  const types = COLUMNS.map(([type]) => type);
  const chunk = DuckDBDataChunk.create(types, entries.length);
  for (const [c, [, pick]] of COLUMNS.entries()) {
    const vector = chunk.getColumnVector(c);
    for (const [i, entry] of entries.entries()) vector.setItem(i, pick(entry));
    vector.flush();
  }
  return chunk;
}

/** Cents as ten-thousandths of the currency unit. */
function decimalOf(cents: Cents): DuckDBDecimalValue {
  return new DuckDBDecimalValue(cents * 100n, 18, 4);
}
