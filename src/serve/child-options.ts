/** What the supervisor starts a part with. */
import type { Log } from './log.ts';
import type { PartLimits } from './part-limits.ts';
import type { PartFailure, PartName, PartStart } from './part-messages.ts';

export interface ChildOptions {
  readonly name: PartName;
  /** The file that its process runs. */
  readonly entry: string;
  /** Where its sockets stand. */
  readonly folder: string;
  readonly start: () => Omit<PartStart, 'socket'>;
  readonly limits: PartLimits;
  readonly log: Log;
  readonly now: () => number;
  readonly onChange: () => void;
  /** Whether a start that failed so ends `ggr serve`; asked until it was ready once. */
  readonly isFatal: (failure: PartFailure) => boolean;
}
