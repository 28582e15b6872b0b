/** How much a part may take, how long it may be silent, and who of them goes first when memory or cores run out. */
import { totalmem } from 'node:os';
import type { PartName } from './part-messages.ts';

export interface PartLimits {
  /** Node's own heap, in MiB. */
  readonly heapMb: number;
  /** Whether it keeps what bin/ggr has set for a pull: a small young generation, marking by the main thread. */
  readonly isPulling?: boolean;
  /** Everything that the process holds; beyond it is ended. */
  readonly rssMb: number;
  /** Without a report for so long it hangs, and is ended; one that is stopped after 10 s already. */
  readonly silentMs: number;
  /** Linux ends the process with the highest first. */
  readonly oomScoreAdj: number;
  /**
   * How much nicer than the supervisor, to wait where all want a core. Beside a pull that was as nice as the wallet its
   * answers took 36 ms at the 99th percentile, at 5 they took 24, and the pull lost a fiftieth; at 10 it lost an eighth.
   */
  readonly nicer: number;
  /** The longest wait before it is started again. */
  readonly longestWaitMs: number;
}

const MIB = 1024 * 1024;
/** Of the machine's memory, for the process that holds the store. */
const WAREHOUSE_SHARE = 0.6;
const WAREHOUSE_MOST_MB = 4096;

/**
 * The wallet's half minute: a disk that stands still for seconds, or a machine with a load of 30 (where 10 s
 * ended a wallet that was only starting), is no hang. The warehouse's minute: DuckDB closes
 * and checkpoints on the thread that would report. Its bound is far above DuckDB's limit of 1 GB and a pull,
 * because DuckDB counts not all that it takes (`list_sum` over a billion numbers passed that limit).
 */
export function limitsOf(part: PartName, memoryMb?: number): PartLimits {
  const machineMb = Math.floor(totalmem() / MIB);
  switch (part) {
    case 'wallet':
      return {
        heapMb: 512,
        rssMb: 1024,
        silentMs: 30_000,
        oomScoreAdj: 0,
        nicer: 0,
        longestWaitMs: 2000,
      };
    case 'warehouse':
      return {
        heapMb: 1536,
        isPulling: true,
        rssMb: memoryMb ?? Math.min(WAREHOUSE_MOST_MB, Math.floor(machineMb * WAREHOUSE_SHARE)),
        silentMs: 60_000,
        oomScoreAdj: 300,
        nicer: 5,
        longestWaitMs: 30_000,
      };
    case 'readers':
      // those who run other people's SQL are at 10 (reader-launch.ts)
      return {
        heapMb: 512,
        rssMb: 3072,
        silentMs: 20_000,
        oomScoreAdj: 600,
        nicer: 0,
        longestWaitMs: 5000,
      };
    default:
      return part satisfies never;
  }
}

/** What bin/ggr sets for whoever pulls. */
const OF_PULLS = /^--(max-semi-space-size=|no-concurrent-marking$)/;

/** Node's flags for a part: the supervisor's, within the part's limits. One that answers never waits for a marking. */
export function flagsOf({ heapMb, isPulling }: PartLimits, flags: readonly string[]): string[] {
  const own = flags.filter((flag) => isPulling || !OF_PULLS.test(flag));
  return [...own, `--max-old-space-size=${heapMb}`];
}
