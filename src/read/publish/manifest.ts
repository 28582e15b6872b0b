/**
 * What a snapshot holds, in its manifest.json: which file has which rows, and up to which change of the store.
 * The next publish goes on from it, so it must know everything that decides what is written anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { asDiskFault } from '../../contract/disk-faults.ts';

export const MANIFEST = 'manifest.json';
/** Goes up when an older ggr's files cannot be gone on with. */
const FORMAT = 1;

const PART = z.object({
  /** Within the table's folder. */
  file: z.string().min(1),
  /** Half-open: epoch ms of the table's clock, or numbers of an appended table; 0 for a table in one file. */
  from: z.number(),
  until: z.number(),
  rows: z.number().int().nonnegative(),
  /** When it was written, epoch ms. */
  written: z.number(),
});
/** One Parquet file. */
export type Part = Readonly<z.infer<typeof PART>>;

const TABLE = z.object({
  /** Tables of the store that are told apart by what was touched, by their sequence, or by their content. */
  kind: z.enum(['dated', 'appended', 'kept']),
  /** kept: of the content; appended: of the newest row, which must still be there. */
  digest: z.string(),
  parts: z.array(PART),
});
export type PublishedTable = Readonly<z.infer<typeof TABLE>>;

const SCHEMA = z.object({
  format: z.literal(FORMAT),
  number: z.number().int().positive(),
  version: z.string(),
  /** ISO 8601: everything that was committed before is in it. */
  as_of: z.string(),
  published_at: z.string(),
  /** Columns of the tables and text of the views: other ones are written anew. */
  shape: z.string(),
  /** The newest mark of sync.touched that is in it. */
  mark: z.object({ number: z.string(), id: z.string() }),
  tables: z.record(z.string(), TABLE),
});
export type Manifest = Readonly<z.infer<typeof SCHEMA>>;

/** The manifest of a snapshot's folder; undefined where there is none that can be gone on with. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    return SCHEMA.safeParse(JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8'))).data;
  } catch {
    return undefined; // no snapshot, or not ours: everything is written anew
  }
}

/** Throws StoreError where the disk refuses it. */
export function writeManifest(folder: string, manifest: Omit<Manifest, 'format'>): void {
  const text = JSON.stringify({ format: FORMAT, ...manifest }, null, 1);
  const path = join(folder, MANIFEST);
  try {
    writeFileSync(path, `${text}\n`);
  } catch (error) {
    throw asDiskFault(error, path);
  }
}
