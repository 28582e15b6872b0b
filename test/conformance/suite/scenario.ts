/** What every stream must bear: which streams a scenario is for, by what they declare, and what happens at the vendor. */
import type { AnyStream } from '../../../src/contract/stream.ts';
import type { Adapter } from './adapter.ts';
import type { Case } from './case.ts';

export interface Scenario {
  readonly title: string;
  readonly isFor: (stream: AnyStream, adapter: Adapter) => boolean;
  readonly play: (made: Case) => Promise<void>;
}
