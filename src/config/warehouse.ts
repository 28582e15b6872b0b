/** Where the store is. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Reader } from './reader.ts';
import { DEFAULT_WAREHOUSE, GENERAL, OLD_WAREHOUSE } from './variables.ts';

export interface StorePlace {
  readonly warehouse: string;
  /** True if GGR_WAREHOUSE was set, false if the default is meant. */
  readonly warehouseIsSet: boolean;
  /** Where nothing is set, and only a store of the old default name is there: what to tell its operator. */
  readonly oldName: OldName | undefined;
}

interface OldName {
  readonly says: string;
  readonly mend: string;
}

/** The path that was set, or the default; an older default where a store of that name alone is in `folder`. */
export function readStorePlace(reader: Reader, folder: string): StorePlace {
  const warehouseIsSet = reader.find(GENERAL.warehouse.name) !== undefined;
  const isThere = (path: string) => existsSync(resolve(folder, path));
  const isOld = !warehouseIsSet && !isThere(DEFAULT_WAREHOUSE) && isThere(OLD_WAREHOUSE);
  const fallback = isOld ? OLD_WAREHOUSE : DEFAULT_WAREHOUSE;
  const warehouse = reader.read({ ...GENERAL.warehouse, fallback }) ?? fallback;
  return { warehouse, warehouseIsSet, oldName: isOld ? OLD_NAME : undefined };
}

const OLD_NAME: OldName = {
  says: `the store is ${OLD_WAREHOUSE}, the default name of version 0.1, and is used as it is; other DuckDB clients find \`ggr.bets\` ambiguous in a file of that name`,
  mend: `end every ggr and run \`mv ${OLD_WAREHOUSE} ${DEFAULT_WAREHOUSE}\`, or set GGR_WAREHOUSE=${OLD_WAREHOUSE} to keep it`,
};
