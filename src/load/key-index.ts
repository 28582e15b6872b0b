/**
 * Finds out whether a key stands anywhere in a large table of facts without reading the table (docs/decisions/0030).
 * It says `no` or `perhaps`: a no is certain, and after a perhaps the table itself is asked. All that it knows is written
 * in the transaction that changes the facts: each commit's hashes into sync.key_tail, and of a million a file, which
 * stands on the disk before the transaction that names it. What does not fit together is made anew from the facts.
 */
import { randomUUID } from 'node:crypto';
import type { DuckDBBlobValue } from '@duckdb/node-api';
import type { AnyStream } from '../contract/stream.ts';
import { count, type Database } from './database.ts';
import { KeyFiles } from './key-files.ts';
import { HashLists, type KeyHashes, readAllHashes, readHashes } from './key-hashes.ts';
import { identifier, quote, sql } from './sql.ts';

export interface KeyIndexSizes {
  /** Rows from which on a table has an index; to look through fewer costs less than to keep it. */
  readonly fromRows: number;
  /** Keys, and commits, that wait in the store for a file. */
  readonly tailKeys: number;
  readonly tailCommits: number;
}

export const KEY_INDEX: KeyIndexSizes = {
  fromRows: 500_000,
  tailKeys: 1_000_000,
  tailCommits: 4096,
};

const NONE: KeyHashes = new Float64Array(0);
/** Keys of a file when an index is made from a table. */
const MADE_KEYS = 4_000_000;
/** Its hash is the witness that DuckDB still hashes as it did. */
const WITNESS = "'ggr', 'a key', 1::bigint, timestamp '2025-03-01'";

interface Tail {
  readonly lists: HashLists;
  /** The newest commit in it. */
  number: number;
  id: string;
}

/** The index of one table, as this process has seen it. */
class TableKeys {
  /** Of a table too small for an index: how many rows it may have. */
  small: number | undefined;
  /** It was compared with the table as that is committed: one that was only made may be rolled back. */
  isSure = false;
  /** There may be files that no commit names. */
  hasWaste = true;
  readonly files: KeyFiles;
  tail: Tail = emptyTail();

  constructor(files: KeyFiles) {
    this.files = files;
  }

  forget(): void {
    this.files.close();
    this.tail = emptyTail();
  }
}

const emptyTail = (): Tail => ({ lists: new HashLists(), number: 0, id: '' });

/** Of each connection that writes to a store. */
const SERVED = new WeakMap<Database, KeyIndex>();

/** The indexes of one open store. Everything here is part of the one transaction that writes. */
export class KeyIndex {
  readonly #folder: string;
  readonly #sizes: KeyIndexSizes;
  readonly #tables = new Map<string, TableKeys>();

  /** Its files stand in the folder `<store>.keys`. */
  constructor(storePath: string, sizes?: Partial<KeyIndexSizes>) {
    this.#folder = `${storePath}.keys`;
    this.#sizes = { ...KEY_INDEX, ...sizes };
  }

  /** The index of the store to which this connection writes. */
  static of(db: Database): KeyIndex {
    const index = SERVED.get(db);
    if (!index) throw new Error('this connection writes to no store');
    return index;
  }

  /** From now on this connection is one of those that write to the store. */
  serve(db: Database): Database {
    SERVED.set(db, this);
    return db;
  }

  close(): void {
    for (const table of this.#tables.values()) table.forget();
    this.#tables.clear();
  }

  /** Brings the index to what is committed; before the transaction changes a row of the table. Throws StoreError. */
  async prepare(db: Database, stream: AnyStream): Promise<void> {
    const keys = this.#tables.get(stream.table) ?? this.#add(stream.table);
    const { fromRows, tailKeys, tailCommits } = this.#sizes;
    if (keys.small !== undefined && keys.small < fromRows) return;
    if (!keys.isSure) await this.#begin(db, stream, keys);
    if (keys.small !== undefined) return;
    if (!(await see(db, stream, keys))) await this.#make(db, stream, keys);
    const { lists, number } = keys.tail;
    if (lists.keys >= tailKeys || number >= tailCommits) await endTail(db, stream, keys);
  }

  /** Whether a row of whatever time may have one of these keys. */
  mayHave({ table }: AnyStream, hashes: KeyHashes): boolean {
    const keys = this.#tables.get(table);
    if (!keys || keys.small !== undefined) return true;
    return keys.tail.lists.hasAnyOf(hashes) || keys.files.hasAnyOf(hashes);
  }

  /** Whether the table has an index, for which hashes are worth reading. */
  has({ table }: AnyStream): boolean {
    const keys = this.#tables.get(table);
    return keys !== undefined && keys.small === undefined;
  }

  /** What the transaction brought, and by how many rows the table has grown or shrunk: its last word on the table. */
  async note(
    db: Database,
    { table }: AnyStream,
    { hashes = NONE, grown }: { readonly hashes: KeyHashes | undefined; readonly grown: number },
  ): Promise<void> {
    const keys = this.#tables.get(table);
    if (keys?.small !== undefined) keys.small += Math.max(0, grown);
    else if (keys && (hashes.length > 0 || grown !== 0)) {
      // keys that nobody hashed would be hidden for ever
      if (grown > hashes.length)
        throw new Error(`${grown} new keys of ${table}, ${hashes.length} hashes`);
      const bytes = new Uint8Array(hashes.buffer, hashes.byteOffset, hashes.byteLength);
      const params = { relation: table, id: randomUUID(), grown: BigInt(grown), hashes: bytes };
      await db.run(sql('queries/add-key-tail'), params);
    }
  }

  /** Part of a transaction that brings or takes rows by another way than a merge: the next merge makes it anew. */
  async drop(db: Database, table: string): Promise<void> {
    this.#tables.get(table)?.forget();
    this.#tables.delete(table);
    await db.run(sql('queries/drop-key-index', { relation: quote(table) }));
  }

  #add(table: string): TableKeys {
    const files = new KeyFiles({ folder: this.#folder, table, tierKeys: this.#sizes.tailKeys });
    const keys = new TableKeys(files);
    this.#tables.set(table, keys);
    return keys;
  }

  /** A look at the table as it is committed: whether it has an index that is its own, or is large enough to get one. */
  async #begin(db: Database, stream: AnyStream, keys: TableKeys): Promise<void> {
    const fill = await fillOf(db, stream);
    const { indexed, is_same_hash, rows } = await db.one(sql('queries/look-at-key-index', fill));
    const isSmall = indexed === null && count(rows) < this.#sizes.fromRows;
    keys.small = isSmall ? count(rows) : undefined;
    if (isSmall) return;
    // other counts: rows came or went by another way; another hash: a newer DuckDB has another function
    keys.isSure = indexed !== null && count(indexed) === count(rows) && is_same_hash === true;
    if (!keys.isSure) await this.#make(db, stream, keys);
  }

  async #make(db: Database, stream: AnyStream, keys: TableKeys): Promise<void> {
    keys.forget();
    [keys.isSure, keys.hasWaste] = [false, true];
    await db.run(sql('queries/begin-key-index', await fillOf(db, stream)));
    const hashes = readHashes(
      db,
      hashesOf(stream, { source: `${stream.table} t`, account: 't.account' }),
      MADE_KEYS,
    );
    for await (const part of hashes) keys.files.write(part.length, [part]);
    await keys.files.name(db);
  }
}

/** Takes in what was committed since; false where a file is not as it should be. */
async function see(db: Database, { table }: AnyStream, keys: TableKeys): Promise<boolean> {
  const found = await keys.files.see(db);
  if (found === 'broken') return false;
  if (found === 'others') {
    keys.tail = emptyTail();
    keys.hasWaste = true;
  }
  if (keys.hasWaste) keys.files.deleteOthers();
  keys.hasWaste = false;
  if (await readTail(db, table, keys.tail)) return true;
  // a commit that was seen is not there: its transaction was rolled back
  keys.tail = emptyTail();
  return readTail(db, table, keys.tail);
}

/** Adds what was committed from the newest on that is known; false where that one is another now. */
async function readTail(db: Database, table: string, tail: Tail): Promise<boolean> {
  const fill = { relation: quote(table), number: String(tail.number) };
  const rows = await db.many(sql('queries/list-key-tail', fill));
  const isNew = tail.number === 0;
  if (!isNew && (count(rows[0]?.number) !== tail.number || String(rows[0]?.id) !== tail.id))
    return false;
  for (const { number, id, hashes } of isNew ? rows : rows.slice(1)) {
    const { bytes } = hashes as DuckDBBlobValue;
    tail.lists.add(new Float64Array(Uint8Array.from(bytes).buffer));
    [tail.number, tail.id] = [count(number), String(id)];
  }
  return true;
}

async function endTail(db: Database, { table }: AnyStream, keys: TableKeys): Promise<void> {
  const { lists } = keys.tail;
  keys.hasWaste = true;
  keys.files.write(lists.keys, [lists.whole()]);
  await db.run(sql('queries/end-key-tail', { relation: quote(table) }));
  await keys.files.name(db);
  keys.tail = emptyTail();
}

async function fillOf(db: Database, { table }: AnyStream) {
  const text = sql('queries/read-key-hashes', { hashed: WITNESS, source: '(select 1)' });
  const { hash } = await db.one(text);
  return { table, relation: quote(table), witness: `${hash}::bigint` };
}

/** Where keys are: a relation whose alias is t, and the account of its rows. */
interface KeySource {
  readonly source: string;
  readonly account: string;
}

/** The hashes of the keys there, in order; undefined where the table has no index. */
export async function hashesIn(
  db: Database,
  stream: AnyStream,
  place: KeySource,
): Promise<KeyHashes | undefined> {
  if (!KeyIndex.of(db).has(stream)) return undefined;
  return readAllHashes(db, hashesOf(stream, place));
}

/** A select of the hashes of keys: of a stream's columns in `source`, whose alias is t; the account is `account`. */
function hashesOf({ key, columns }: AnyStream, { source, account }: KeySource): string {
  // as the table has them, wherever they stand: a hash may go by the type
  const typed = key.map((name) => `cast(t.${identifier(name)} as ${columns[name]})`);
  return sql('queries/read-key-hashes', { hashed: [account, ...typed].join(', '), source });
}
