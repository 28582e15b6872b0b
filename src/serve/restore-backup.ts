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
import { forgetRestore, noteRestore, RESTORING } from '../load/unfinished-restore.ts';
import { Warehouse } from '../load/warehouse.ts';
import { Journal } from '../wallet/journal.ts';
import { holdAlone } from '../wallet/journal-lock.ts';
import { journalPath, markPath } from '../wallet/wallet.ts';
import { compare, countBackup, sync } from './backup.ts';
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

/**
 * The caller has asked the person. Whoever is killed meanwhile leaves what was there, or all of the backup, or a note
 * by which the next start refuses. Throws BackupError where the backup is not what it says.
 */
export async function putBack(request: RestoreRequest): Promise<PutBack> {
  const { from, store, signal } = request;
  const manifest = readManifest(from);
  makeStoreFolder(store);
  const folder = dirname(resolve(store));
  const lock = holdAlone(journalPath(store)); // no wallet begins meanwhile, and no other restore
  try {
    sweep(folder);
    const coming = join(folder, `${COMING}${randomBytes(6).toString('hex')}`);
    copyFiles(from, coming);
    await prove(coming, manifest, signal);
    await refuseHeld(store);
    return { manifest, kept: exchange(request, manifest, coming) };
  } catch (error) {
    throw asDiskFault(error, folder);
  } finally {
    lock.close();
    sweep(folder);
  }
}

const COMING = '.restoring-';

/** What restores copied and did not move, those that were killed too. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(COMING)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** On disk before anything is moved: a name that outlives its bytes would be an empty store. */
function copyFiles(from: string, to: string): void {
  mkdirSync(to, { mode: 0o700 });
  for (const file of [STORE_FILE, JOURNAL_FILE, markPath(JOURNAL_FILE)]) {
    if (!existsSync(join(from, file))) continue;
    copyFileSync(join(from, file), join(to, file));
    sync(join(to, file));
  }
  sync(to);
}

/** Moves what is there aside and the backup into its place, or nothing. Returns where it is now. */
function exchange(
  { from, store, now }: RestoreRequest,
  { wallet }: Manifest,
  coming: string,
): string | undefined {
  const folder = dirname(resolve(store));
  const path = journalPath(store);
  const ours = wallet ? [store, path] : [store];
  const olds = namesOf(folder, ours);
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-');
  const kept = olds.length === 0 ? undefined : join(folder, `before-restore-${stamp}`);
  if (kept !== undefined) mkdirSync(kept, { mode: 0o700 });
  const forget = () => ours.forEach(forgetRestore);
  try {
    for (const each of ours) noteRestore(each, from);
    sync(folder);
  } catch (error) {
    forget(); // nothing was moved
    throw error;
  }
  const moves: Move[] = [
    ...olds.map((name) => [join(folder, name), join(kept ?? folder, name)] as const),
    [join(coming, STORE_FILE), store],
    ...(wallet
      ? ([
          [markPath(join(coming, JOURNAL_FILE)), markPath(path)],
          [join(coming, JOURNAL_FILE), path],
        ] as const)
      : []),
  ];
  moveAll(moves, forget);
  for (const each of [folder, ...(kept === undefined ? [] : [kept])]) sync(each);
  forget();
  return kept;
}

type Move = readonly [from: string, to: string];

/** All of them or none: where one fails those before it are taken back; where that fails, too, the note stays. */
function moveAll(moves: readonly Move[], undone: () => void): void {
  const done: Move[] = [];
  try {
    for (const move of moves) {
      renameSync(...move);
      done.push(move);
    }
  } catch (error) {
    for (const [from, to] of done.reverse()) renameSync(to, from);
    undone();
    throw error;
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
const STAY: readonly string[] = [
  '.lock',
  '.token',
  '.sql-token',
  '.gates.json',
  '.exports',
  RESTORING,
];

/** Names of store, journal, mark, and their logs; lock, tokens and notes stay. */
function namesOf(folder: string, paths: readonly string[]): string[] {
  const isOf = (name: string, own: string) =>
    name === own ||
    (name.startsWith(`${own}.`) && !STAY.some((end) => name.includes(end))) ||
    name.startsWith(`${own}-`);
  return readdirSync(folder).filter((name) => paths.some((path) => isOf(name, basename(path))));
}
