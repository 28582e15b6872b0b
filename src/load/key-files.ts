/** The files of one table's keys: which of them are named in the store, and how few large ones become of many small. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { count, type Database } from './database.ts';
import type { KeyHashes } from './key-hashes.ts';
import { KeyRun, mergeRuns, writeRun } from './key-runs.ts';
import { quote, sql } from './sql.ts';
import { asStoreError } from './store-faults.ts';

/** So many files of about a size become one: each key is written some three times until 64 M stand in one file. */
const FAN_IN = 4;

export interface KeyFilesOptions {
  /** Made when the first file is written. */
  readonly folder: string;
  readonly table: string;
  /** Up to four times so many keys a file is of the smallest size. */
  readonly tierKeys: number;
}

export class KeyFiles {
  readonly #options: KeyFilesOptions;
  readonly #runs = new Map<string, KeyRun>();
  /** Written, and not named yet. */
  readonly #unnamed: [name: string, keys: number][] = [];

  constructor(options: KeyFilesOptions) {
    this.#options = options;
  }

  close(): void {
    for (const run of this.#runs.values()) run.close();
    this.#runs.clear();
    this.#unnamed.length = 0;
  }

  hasAnyOf(hashes: KeyHashes): boolean {
    return [...this.#runs.values()].some((run) => run.hasAnyOf(hashes));
  }

  /** Opens what the store names, where it names others than before; broken where one is not as it was written. */
  async see(db: Database): Promise<'same' | 'others' | 'broken'> {
    const relation = quote(this.#options.table);
    const named = await db.many(sql('queries/list-key-runs', { relation }));
    const isSame = named.every(({ run }) => this.#runs.has(String(run)));
    if (isSame && named.length === this.#runs.size) return 'same';
    this.close();
    for (const { run: name, keys } of named) {
      const run = KeyRun.open(this.#path(String(name)), count(keys));
      if (!run) return 'broken';
      this.#runs.set(String(name), run);
    }
    return 'others';
  }

  /** Deletes files of runs that were merged, or of transactions that never ended; when all that is seen is committed. */
  deleteOthers(): void {
    const prefix = this.#fileOf('');
    for (const file of filesOf(this.#options.folder))
      if (file.startsWith(prefix) && !this.#runs.has(file.slice(prefix.length)))
        rmSync(join(this.#options.folder, file), { force: true });
  }

  /** Writes a file. Throws StoreError where there is no room. */
  write(keys: number, hashes: Iterable<KeyHashes>): void {
    if (keys === 0) return;
    const name = randomUUID();
    try {
      mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
      writeRun(this.#path(name), keys, hashes);
    } catch (error) {
      throw asStoreError(error);
    }
    const run = KeyRun.open(this.#path(name), keys);
    if (!run) throw new Error(`${this.#path(name)} was written and is not there`);
    this.#runs.set(name, run);
    this.#unnamed.push([name, keys]);
  }

  /** Names what was written in the transaction, and makes one of four files of about a size while there are so many. */
  async name(db: Database): Promise<void> {
    for (let group = this.#mergeable(); group; group = this.#mergeable()) {
      const runs = group.map(([, run]) => run);
      const keys = runs.reduce((sum, run) => sum + run.keys, 0);
      this.write(keys, mergeRuns(runs));
      for (const [name, run] of group) {
        await db.run('delete from sync.key_runs where run = cast($name as uuid)', { name });
        this.#runs.delete(name);
        run.close();
      }
    }
    const relation = this.#options.table;
    for (const [run, keys] of this.#unnamed.splice(0)) {
      if (!this.#runs.has(run)) continue; // it was merged at once
      const params = { relation, run, keys: BigInt(keys) };
      await db.run(
        'insert into sync.key_runs values ($relation, cast($run as uuid), $keys)',
        params,
      );
    }
  }

  #mergeable(): [string, KeyRun][] | undefined {
    const tiers = Map.groupBy(this.#runs, ([, { keys }]) =>
      Math.max(0, Math.floor(Math.log(keys / this.#options.tierKeys) / Math.log(FAN_IN))),
    );
    return [...tiers.values()].find((group) => group.length >= FAN_IN)?.slice(0, FAN_IN);
  }

  #fileOf(name: string): string {
    return `${this.#options.table}.${name}`;
  }

  #path(name: string): string {
    return join(this.#options.folder, this.#fileOf(name));
  }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no file was written yet
  }
}
