/** The folder of the store: ggr writes its lock, journal, token and temporary files beside the store. */
import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { makeEach, refuseLink, refusePlanted, refusePlantedFolder } from '../contract/own-files.ts';
import { findUnfinished } from './unfinished-restore.ts';

/** Makes the folder where there is none. Throws StoreError where it cannot be made or written in. */
export function makeStoreFolder(storePath: string): void {
  const folder = dirname(resolve(storePath));
  try {
    makeEach(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split(',')[0] : String(cause);
    throw new StoreError('store-folder', `nothing can be written in ${folder}: ${reason}`, {
      hint: 'give this user the right to write in it, as chown and chmod do, or point GGR_WAREHOUSE at another folder',
      cause,
    });
  }
}

/** Every name that is written to for a store: DuckDB would follow a link, and write where it leads. Throws StoreError. */
export function refusePlantedStore(storePath: string): void {
  refuseLink(storePath); // of a folder DuckDB itself says enough
  refusePlanted(`${storePath}.wal`);
  refusePlantedFolder(`${storePath}.tmp`);
  refusePlantedFolder(`${storePath}.keys`);
}

/** Throws StoreError where a restore of the store was not finished. */
export function refuseUnfinished(storePath: string): void {
  const unfinished = findUnfinished(storePath);
  if (unfinished) throw new StoreError('store-foreign', unfinished.says, { hint: unfinished.hint });
}
