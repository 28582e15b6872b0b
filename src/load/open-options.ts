/** How a store is opened to write. */
import type { Catalogue } from '../contract/stream.ts';
import type { KeyIndexSizes } from './key-index.ts';
import type { Holder } from './lock.ts';
import type { OnBroken } from './store-faults.ts';

export interface OpenOptions {
  readonly path: string;
  /** Whose tables and views the store has. */
  readonly catalogue: Catalogue;
  /** Named in the lock file, for whoever finds the store held. */
  readonly command: string;
  readonly now: () => number;
  /** Where a daemon listens, what it is called and which process ends it, for those who find the store held. */
  readonly listener?: Pick<Required<Holder>, 'address' | 'id'> & Pick<Holder, 'supervisor'>;
  /** DuckDB's limit and threads; the defaults suit a pull. */
  readonly memory?: string;
  readonly threads?: number;
  /** From what size on keys have an index, for tests and benches. */
  readonly keyIndex?: Partial<KeyIndexSizes>;
  /** Told once, when DuckDB gives the file up: nothing works on it any more until it is opened anew. */
  readonly onBroken?: OnBroken;
}
