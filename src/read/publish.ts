/**
 * Publishes what the store holds at one moment as an immutable snapshot (docs/snapshots.md): Parquet files by
 * table and day under a small DuckDB file with the views. It costs what changed, not what there is, and holds
 * up no commit: it reads in one transaction on a connection of its own (docs/decisions/0020).
 */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { VERSION } from '../config/version.ts';
import type { Catalogue } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import type { Database } from '../load/database.ts';
import { keepSome, keepSums } from '../load/keep.ts';
import { sql } from '../load/sql.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { iso } from '../transform/time.ts';
import { writeAnalytics } from './publish/analytics.ts';
import { hasMerges, writeTable } from './publish/files.ts';
import { removeUnused } from './publish/leases.ts';
import { MANIFEST, type Manifest, readManifest, writeManifest } from './publish/manifest.ts';
import { Place } from './publish/place.ts';
import { type Shape, shapeOf } from './publish/shape.ts';
import { isSame, survey } from './publish/survey.ts';

export interface PublishOptions {
  /** The folder of all snapshots. */
  readonly dir: string;
  readonly catalogue: Catalogue;
  readonly now: () => EpochMs;
  /** Small files that were quiet for a while become larger ones; without it a publish is the sooner done. */
  readonly merges?: boolean;
  /** Writes every file anew, whatever the snapshot before has, and makes all kept sums anew before. */
  readonly isWhole?: boolean;
  /** Hears that many sums are made anew first, which takes a while. */
  readonly told?: (text: string) => void;
}

/** The newest snapshot. */
export interface SnapshotInfo {
  readonly number: number;
  readonly folder: string;
  /** Everything that was committed before is in it. */
  readonly asOf: EpochMs;
  readonly publishedAt: EpochMs;
  /** Whether it was made now; otherwise nothing had changed since. */
  readonly isNew: boolean;
  /** Files and rows that were written anew for it. */
  readonly files: number;
  readonly rows: number;
  /** Whether small files of it are quiet: a publish that merges them makes it quicker to read. */
  readonly mergesAreDue: boolean;
}

/** So many dirty hours are made anew while nobody else writes, right before the store is read. */
const ENOUGH = 168;

/** The last publish of each folder: a schedule and a command may ask at once. */
const last = new Map<string, Promise<unknown>>();

/**
 * Makes a snapshot of everything that was committed before the call, unless the newest one has it all.
 * One at a time for a folder. Throws StoreError where nothing can be written there.
 */
export async function publish(
  warehouse: Warehouse,
  options: PublishOptions,
): Promise<SnapshotInfo> {
  const dir = resolve(options.dir);
  const made = (last.get(dir) ?? Promise.resolve()).then(() => publishAlone(warehouse, options));
  last.set(
    dir,
    made.catch(() => {}),
  );
  return made;
}

async function publishAlone(warehouse: Warehouse, options: PublishOptions): Promise<SnapshotInfo> {
  const place = new Place(options.dir);
  place.sweep();
  const guest = await warehouse.lend();
  try {
    const { db } = guest;
    const draft = await draftOf(warehouse, db, { ...options, place });
    if ('isNew' in draft) return draft;
    const info = await finish(place, { ...draft, options });
    const { number } = draft.manifest.mark;
    await warehouse.write(db, () => db.run(sql('publish/forget-touched'), { number }));
    removeUnused(place);
    return info;
  } finally {
    await guest.close();
  }
}

/** Reads when all sums are those of the facts, for the views of a snapshot take them for that. */
async function draftOf(
  warehouse: Warehouse,
  db: Database,
  options: PublishOptions & { readonly place: Place },
): Promise<Draft | SnapshotInfo> {
  if (options.isWhole) await warehouse.write(db, () => db.run(sql('queries/forget-kept')));
  await keepSums(warehouse, options, ENOUGH);
  const asOf = options.now();
  await warehouse.writeThenBegin(db, async () => {
    while ((await keepSome(db, options)) > 0);
  });
  try {
    return await read(db, options.place, { ...options, asOf });
  } finally {
    await db.run('rollback').catch(() => {}); // it has changed nothing
  }
}

/** What a transaction read, all of it in files but the views. */
interface Draft {
  readonly manifest: Omit<Manifest, 'format' | 'published_at'>;
  readonly folder: string;
  /** The snapshot that it goes on from. */
  readonly like: string | undefined;
  readonly asOf: EpochMs;
  readonly tables: Shape['tables'];
  readonly statements: string;
  readonly written: { files: string[]; rows: number };
}

type Reading = PublishOptions & { readonly asOf: EpochMs };

async function read(db: Database, place: Place, options: Reading): Promise<Draft | SnapshotInfo> {
  const { catalogue, asOf, isWhole = false, merges = false } = options;
  const current = place.current();
  const previous = current === undefined ? undefined : readManifest(place.folder(current));
  const { tables, statements, shape } = await shapeOf(db, catalogue);
  const found = await survey(db, tables, previous);
  const goesOn = previous !== undefined && found.isKnown && previous.shape === shape && !isWhole;
  const isCurrent = isSame(found, shape, previous) && !isWhole;
  if (isCurrent && !(merges && hasMerges(previous, asOf))) return infoOf(place, previous, asOf);
  const folder = place.begin();
  const written = { files: [], rows: 0 };
  try {
    const before = goesOn
      ? { folder: place.folder(previous.number), manifest: previous }
      : undefined;
    const writing = { db, folder, before, found, now: asOf, merges, written };
    const published: Manifest['tables'] = {};
    for (const table of tables) published[table.name] = await writeTable(table, writing);
    const number = Math.max(0, ...place.numbers()) + 1;
    const manifest = {
      number,
      version: VERSION,
      as_of: iso(asOf),
      shape,
      mark: found.mark,
      tables: published,
    };
    return { manifest, folder, like: before?.folder, asOf, tables, statements, written };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function finish(
  place: Place,
  draft: Draft & { readonly options: PublishOptions },
): Promise<SnapshotInfo> {
  const { manifest, folder, options, asOf, written } = draft;
  try {
    const publishedAt = options.now();
    const { number } = manifest;
    const finalFolder = place.folder(number);
    const analytics = await writeAnalytics({ ...draft, finalFolder, publishedAt });
    writeManifest(folder, { ...manifest, published_at: iso(publishedAt) });
    const files = [...written.files, analytics, join(folder, MANIFEST)];
    await place.finish(folder, number, files);
    const made = { number, folder: finalFolder, asOf, publishedAt, isNew: true };
    const mergesAreDue = hasMerges(manifest, asOf);
    return { ...made, files: written.files.length, rows: written.rows, mergesAreDue };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The snapshot that `current` leads to; undefined where there is none. */
export function currentSnapshot(dir: string): SnapshotInfo | undefined {
  const place = new Place(dir);
  const number = place.current();
  const manifest = number === undefined ? undefined : readManifest(place.folder(number));
  return manifest && infoOf(place, manifest, Date.parse(manifest.as_of));
}

function infoOf(place: Place, manifest: Manifest, now: EpochMs): SnapshotInfo {
  const { number, as_of, published_at } = manifest;
  return {
    number,
    folder: place.folder(number),
    asOf: Date.parse(as_of),
    publishedAt: Date.parse(published_at),
    isNew: false,
    files: 0,
    rows: 0,
    mergesAreDue: hasMerges(manifest, now),
  };
}
