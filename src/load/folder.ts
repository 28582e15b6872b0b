/** The folder of the store: ggr writes its lock, journal, token and temporary files beside the store. */
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreError } from '../contract/errors.ts';
import { refuseLink, refusePlanted, refusePlantedFolder } from '../contract/own-files.ts';

/** Makes the folder where there is none. Throws StoreError where it cannot be made or written in. */
export function makeStoreFolder(storePath: string): void {
  const folder = dirname(resolve(storePath));
  try {
    makeFolder(folder);
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

/** One folder after the other: Node's own recursion never ends where a folder refuses new ones with ENOENT, as /proc does. */
function makeFolder(folder: string): void {
  const parent = dirname(folder);
  if (!existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw error;
  }
}
