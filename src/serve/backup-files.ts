/** What a backup is made of: a folder with the store, the journal with its mark, and what was counted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { UsageError } from '../contract/errors.ts';

export const STORE_FILE = 'store.duckdb';
export const JOURNAL_FILE = 'wallet.sqlite';
export const MANIFEST_FILE = 'backup.json';
/** In order by their names: 20250301T020000Z, and a number where a second has several. */
export const BACKUP_NAME = /^ggr-\d{8}T\d{6}Z(-\d+)?$/;

const WALLET = z.object({
  entries: z.string().regex(/^\d+$/),
  hash: z.string(),
  closures: z.string().regex(/^\d+$/),
  acts: z.string().regex(/^\d+$/),
  /** "EUR 3 1200": currency, entries, their sum in cents. */
  sums: z.array(z.string()),
  /** The newest entry that the copy of the store holds. */
  shipped: z.string().regex(/^\d+$/),
});
const COUNTED = z.object({ tables: z.record(z.string(), z.number()), wallet: WALLET.nullable() });
const MANIFEST = COUNTED.extend({ version: z.string(), made_at: z.iso.datetime() });

/** What a process of its own found in the files of a backup. */
export type Counted = Readonly<z.infer<typeof COUNTED>>;
export type Manifest = Readonly<z.infer<typeof MANIFEST>>;

export function parseCounted(text: string): Counted {
  return COUNTED.parse(JSON.parse(text));
}

/** Throws UsageError where the folder is no whole backup. */
export function readManifest(folder: string): Manifest {
  try {
    return MANIFEST.parse(JSON.parse(readFileSync(join(folder, MANIFEST_FILE), 'utf8')));
  } catch (cause) {
    throw new UsageError(`${folder} is no backup of ggr: its ${MANIFEST_FILE} cannot be read`, {
      hint: 'name the folder of one backup, such as backups/ggr-20250301T020000Z',
      cause,
    });
  }
}
