/**
 * Puts a backup in the place of store and journal, where nothing runs on them. What was there is kept in a
 * folder beside it, and nothing is moved until all of the backup was copied and counted.
 */
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { asDiskFault } from '../contract/disk-faults.ts';
import { BackupError, StoreError } from '../contract/errors.ts';
import { makeStoreFolder } from '../load/folder.ts';
import { Warehouse } from '../load/warehouse.ts';
import { Journal } from '../wallet/journal.ts';
import { holdAlone } from '../wallet/journal-lock.ts';
import { journalPath, markPath } from '../wallet/wallet.ts';
import { compare, countBackup } from './backup.ts';
import { JOURNAL_FILE, type Manifest, readManifest, STORE_FILE } from './backup-files.ts';

/** What stands there now that the backup does not have; a line for each, for a person to decide. */
export type Newer = readonly string[];

export interface RestoreRequest {
  /** The folder of one backup. */
  readonly from: string;
  /** Path of the store. */
  readonly store: string;
  readonly now: number;
  readonly signal: AbortSignal;
}

export interface PutBack {
  readonly manifest: Manifest;
  /** Where that is now which was there; undefined where there was nothing. */
  readonly kept: string | undefined;
}

/** What would be lost. Throws StoreError where a process holds the store, and UsageError where it is no backup. */
export async function findNewer({ from, store }: RestoreRequest): Promise<Newer> {
  const manifest = readManifest(from);
  return [...(await newerRuns(store, manifest)), ...newerEntries(store, manifest)];
}

async function newerRuns(store: string, { made_at }: Manifest): Promise<Newer> {
  if (!existsSync(store)) return [];
  try {
    const warehouse = await Warehouse.openReadOnly(store);
    try {
      const { runs } = await warehouse.db.one(
        'select count(*) as runs from sync.runs where started_at >= cast($at as timestamp)',
        { at: made_at.replace('Z', '') },
      );
      return runs === 0n ? [] : [`${runs} runs of ${store} began after the backup was made`];
    } finally {
      await warehouse.close();
    }
  } catch (error) {
    if (error instanceof StoreError && error.code === 'store-locked') throw error;
    return [`${store} cannot be read: ${error instanceof Error ? error.message : error}`];
  }
}

function newerEntries(store: string, { wallet }: Manifest): Newer {
  const path = journalPath(store);
  if (!wallet || !existsSync(path)) return [];
  try {
    const journal = Journal.openReadOnly(path);
    const { seq } = journal.end;
    const acts = journal.acts.end.seq;
    journal.close();
    if (seq <= BigInt(wallet.entries) && acts <= BigInt(wallet.acts)) return [];
    return [
      `the wallet's journal has ${seq} entries and ${acts} acts of the operator, the backup ${wallet.entries} and ${wallet.acts}: what was answered after it would be forgotten`,
    ];
  } catch (error) {
    return [`${path} cannot be read: ${error instanceof Error ? error.message : error}`];
  }
}

/** The caller has asked the person. Throws BackupError where the backup is not what it says. */
export async function putBack(request: RestoreRequest): Promise<PutBack> {
  const { from, store, signal } = request;
  const manifest = readManifest(from);
  makeStoreFolder(store);
  const path = journalPath(store);
  const coming = join(dirname(resolve(store)), `.restoring-${randomBytes(6).toString('hex')}`);
  const lock = holdAlone(path); // no wallet begins meanwhile
  try {
    copyFiles(from, coming);
    await prove(coming, manifest, signal);
    await refuseHeld(store);
    const kept = setAside(request, manifest);
    renameSync(join(coming, STORE_FILE), store);
    if (manifest.wallet) {
      renameSync(markPath(join(coming, JOURNAL_FILE)), markPath(path));
      renameSync(join(coming, JOURNAL_FILE), path);
    }
    return { manifest, kept };
  } catch (error) {
    throw asDiskFault(error, dirname(resolve(store)));
  } finally {
    lock.close();
    rmSync(coming, { recursive: true, force: true });
  }
}

function copyFiles(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 });
  const files = [STORE_FILE, JOURNAL_FILE, markPath(JOURNAL_FILE)];
  for (const file of files) {
    if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
  }
}

async function prove(folder: string, manifest: Manifest, signal: AbortSignal): Promise<void> {
  const found = await countBackup(folder, signal);
  compare(manifest.tables, found.tables);
  if (isDeepStrictEqual(found.wallet, manifest.wallet)) return;
  throw new BackupError('the journal in the backup is not the one that it was made with', {
    hint: 'nothing was changed; take an older backup',
  });
}

/** Whether a process has the store can be told by DuckDB alone; a store that cannot be read has none. */
async function refuseHeld(store: string): Promise<void> {
  try {
    if (existsSync(store)) await (await Warehouse.openReadOnly(store)).close();
  } catch (error) {
    if (error instanceof StoreError && error.code === 'store-locked') throw error;
  }
}

/** What belongs to the machine and not to the data: clients know the tokens, and vendors' pauses are from now. */
const STAY: readonly string[] = ['.lock', '.token', '.sql-token', '.gates.json', '.exports'];

/** Store, journal, mark, and their logs; lock and tokens stay. Returns where they are now. */
function setAside({ store, now }: RestoreRequest, { wallet }: Manifest): string | undefined {
  const folder = dirname(resolve(store));
  const ours = [basename(store), ...(wallet ? [basename(journalPath(store))] : [])];
  const files = readdirSync(folder).filter((name) =>
    ours.some(
      (own) =>
        name === own ||
        (name.startsWith(`${own}.`) && !STAY.some((end) => name.includes(end))) ||
        name.startsWith(`${own}-`),
    ),
  );
  if (files.length === 0) return undefined;
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const kept = join(folder, `before-restore-${stamp}`);
  mkdirSync(kept, { mode: 0o700 });
  for (const name of files) renameSync(join(folder, name), join(kept, name));
  return kept;
}
