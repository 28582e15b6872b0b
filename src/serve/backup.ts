/**
 * Makes a backup: the store first and the journal after it, because the journal must hold all that the
 * store holds of it; the mark is made for the copy of the journal. What stands in the folder under its
 * name was opened and counted by a process of its own.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { VERSION } from '../config/version.ts';
import { asDiskFault } from '../contract/disk-faults.ts';
import { BackupError } from '../contract/errors.ts';
import { makeFolder } from '../contract/own-files.ts';
import type { Catalogue } from '../contract/stream.ts';
import { copyStore, type TableCounts } from '../load/copy-store.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { copyJournal } from '../wallet/copy-journal.ts';
import { journalPath } from '../wallet/wallet.ts';
import {
  BACKUP_NAME,
  type Counted,
  JOURNAL_FILE,
  MANIFEST_FILE,
  type Manifest,
  parseCounted,
  STORE_FILE,
} from './backup-files.ts';

export interface BackupOptions {
  readonly catalogue: Catalogue;
  /** The folder of all backups. */
  readonly folder: string;
  /** How many are left there, this one among them. */
  readonly keep: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

export interface MadeBackup {
  readonly path: string;
  readonly manifest: Manifest;
  /** Older ones that were removed. */
  readonly removed: readonly string[];
}

const PARTIAL = '.partial-';
/** What a process that was killed left behind is removed after a day. */
const ABANDONED_MS = 24 * 3600 * 1000;
const MOST_OUTPUT = 16 * 1024 * 1024;

/** Throws BackupError where the copy does not hold what was copied, and StoreError where the disk is full. */
export async function makeBackup(
  warehouse: Warehouse,
  options: BackupOptions,
): Promise<MadeBackup> {
  const { folder, keep, now, signal } = options;
  const madeAt = new Date(now());
  const partial = join(folder, `${PARTIAL}${randomBytes(6).toString('hex')}`);
  try {
    makeFolder(partial);
    const tables = await takeStore(warehouse, partial, options);
    const journal = journalPath(warehouse.path);
    // entries are numbered without gaps; counting the copy tells if these are not
    const shipped = BigInt(tables['wallet.ledger'] ?? 0);
    if (existsSync(journal)) await copyJournal(journal, join(partial, JOURNAL_FILE), shipped);
    const counted = await countBackup(partial, signal);
    compare(tables, counted.tables);
    const manifest = { version: VERSION, made_at: madeAt.toISOString(), ...counted };
    writeFileSync(join(partial, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`, {
      mode: 0o600,
    });
    for (const file of readdirSync(partial)) sync(join(partial, file));
    const path = freeName(folder, madeAt);
    renameSync(partial, path);
    sync(folder);
    return { path, manifest, removed: prune(folder, keep, now()) };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw asDiskFault(error, folder);
  }
}

/** Made beside the store, the one folder that a daemon's DuckDB may write in, and moved from there. */
async function takeStore(
  warehouse: Warehouse,
  partial: string,
  { catalogue, now, signal }: BackupOptions,
): Promise<TableCounts> {
  const exports = resolve(`${warehouse.path}.exports`);
  mkdirSync(exports, { recursive: true, mode: 0o700 });
  const to = join(exports, `backup-${randomBytes(6).toString('hex')}.duckdb`);
  try {
    const tables = await copyStore(warehouse, { catalogue, to, now, signal });
    move(to, join(partial, STORE_FILE));
    return tables;
  } finally {
    for (const end of ['', '.wal', '.tmp', '.lock']) {
      rmSync(`${to}${end}`, { recursive: true, force: true });
    }
  }
}

/** Nobody has it open: it is no store yet that could be held. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    copyFileSync(from, to);
  }
}

/** Opens the files of a backup in a process of its own. Throws BackupError with what is wrong with them. */
export async function countBackup(folder: string, signal: AbortSignal): Promise<Counted> {
  const script = fileURLToPath(
    new URL(`./backup-count${extname(import.meta.url)}`, import.meta.url),
  );
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, folder], {
      signal,
      maxBuffer: MOST_OUTPUT,
      env: {}, // no secret is needed to count
    });
    return parseCounted(stdout);
  } catch (cause) {
    signal.throwIfAborted();
    const { stderr, message } = cause as { stderr?: string; message: string };
    throw new BackupError(`the copy in ${folder} is not whole: ${stderr?.trim() || message}`, {
      hint: '`ggr wallet verify` and `ggr check` tell whether the original is',
      cause,
    });
  }
}

/** Throws BackupError where tables have other numbers of rows. */
export function compare(expected: TableCounts, found: TableCounts): void {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const differing = names.filter((name) => expected[name] !== found[name]);
  if (differing.length === 0) return;
  const says = differing.map(
    (n) => `${n} has ${found[n] ?? 'no'} rows of ${expected[n] ?? 'none'}`,
  );
  throw new BackupError(`the copy of the store does not hold what was copied: ${says.join('; ')}`, {
    hint: 'make it again; if it says so again, keep the one before and ask',
  });
}

function freeName(folder: string, at: Date): string {
  const stamp = at.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const path = join(folder, `ggr-${stamp}`);
  for (let n = 2; ; n += 1) {
    const name = n === 2 ? path : `${path}-${n - 1}`;
    if (!existsSync(name)) return name;
  }
}

function prune(folder: string, keep: number, nowMs: number): string[] {
  const names = readdirSync(folder);
  const old = names
    .filter((name) => BACKUP_NAME.test(name))
    .sort()
    .slice(0, -keep);
  const abandoned = names.filter((name) => {
    const isOurs = name.startsWith(PARTIAL);
    return isOurs && statSync(join(folder, name)).mtimeMs < nowMs - ABANDONED_MS;
  });
  for (const name of [...old, ...abandoned]) rmSync(join(folder, name), { recursive: true });
  return old.map((name) => join(folder, name));
}

/** On disk before it counts as made. */
export function sync(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}
