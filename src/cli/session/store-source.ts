/** The store's own file as what a reader process reads, where nobody has it. */
import { resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { Source } from '../../read/reader-protocol.ts';

export interface Readable {
  readonly source: Source;
  readonly reach: readonly string[];
}

export function storeSource({ warehouse }: Pick<Config, 'warehouse'>): Readable {
  // the process works in another folder
  const store = resolve(warehouse);
  return { source: { store }, reach: [store, `${store}.wal`, `${store}.lock`] };
}
