/**
 * What of game servers' requests was refused, by kind, and wins that name a round without a bet, since this
 * process began. A server that is wrong, or somebody who tries, shows here; bodies and players do not.
 */
import type { Cents } from './entries.ts';
import { Latency, type LatencyCounts } from './latency.ts';
import { Rate } from './rate.ts';
import type { RefusalName } from './refusals.ts';
import type { Answer } from './rules.ts';

/** Refused before anything was read: 404 and 413. */
export type Unread = 'wrong-token' | 'address-not-allowed' | 'too-large';

export interface Orphan {
  readonly currency: string;
  readonly amount: Cents;
}

export interface Counts {
  readonly refused: Readonly<Record<string, number>>;
  readonly orphan_wins: number;
  readonly orphan_wins_above_limit: number;
}

/** What goes through the wallet, since this process began. */
export interface Flow {
  /** Answered, refusals too. */
  readonly requests: number;
  /** Over the last minute. */
  readonly per_second: number;
  /** Answered as they were before. */
  readonly repeats: number;
  readonly flags: Readonly<Record<string, number>>;
  readonly latency: LatencyCounts;
}

export interface TallyOptions {
  /** An orphan win of more than so many cents is told at once; undefined: none is. */
  readonly orphanLimit: Cents | undefined;
  readonly onOrphanAboveLimit: (orphan: Orphan) => void;
}

export class Tally {
  readonly #options: TallyOptions;
  readonly #refused = new Map<string, number>();
  readonly #flags = new Map<string, number>();
  readonly #latency = new Latency();
  readonly #rate = new Rate();
  #repeats = 0;
  #orphans = 0;
  #above = 0;

  constructor(options: TallyOptions) {
    this.#options = options;
  }

  refuse(kind: RefusalName | Unread): void {
    this.#refused.set(kind, (this.#refused.get(kind) ?? 0) + 1);
  }

  /** An answer that is on disk. */
  answer(answered: Answer): void {
    if (answered.result === 0) this.refuse(answered.refusal);
    else if (answered.made) {
      for (const flag of answered.made.flags)
        this.#flags.set(flag, (this.#flags.get(flag) ?? 0) + 1);
      if (answered.made.flags.includes('orphan')) this.#orphan(answered.made);
    } else if (!answered.player) this.#repeats += 1; // who asks for the credit makes no entry either
  }

  /** From a request that was read whole to its answer. */
  took(ms: number): void {
    this.#latency.took(ms);
    this.#rate.add(performance.now() / 1000);
  }

  flow(): Flow {
    const latency = this.#latency.counts();
    return {
      requests: latency.count,
      per_second: this.#rate.perSecond(performance.now() / 1000),
      repeats: this.#repeats,
      flags: Object.fromEntries([...this.#flags].toSorted()),
      latency,
    };
  }

  counts(): Counts {
    return {
      refused: Object.fromEntries([...this.#refused].toSorted()),
      orphan_wins: this.#orphans,
      orphan_wins_above_limit: this.#above,
    };
  }

  #orphan({ currency, amount }: Orphan): void {
    const { orphanLimit, onOrphanAboveLimit } = this.#options;
    this.#orphans += 1;
    if (orphanLimit === undefined || amount <= orphanLimit) return;
    this.#above += 1;
    onOrphanAboveLimit({ currency, amount });
  }
}
