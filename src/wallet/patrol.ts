/**
 * Follows the older part of the chain while the wallet serves, a little at a time, and whether every index
 * and row still says the same: a start looks at the newest entries only, so that it is over in a second
 * however long the journal is. Bytes rot later too, so it goes round again every day.
 */
import { CHAIN_START, type ChainPoint } from './entries.ts';
import { compareIndexes } from './index-integrity.ts';
import { followSome, type IntegrityFault } from './integrity.ts';
import { Journal } from './journal.ts';
import { compareRows, PROVED_ROWS, type RowKind } from './row-integrity.ts';

/** Entries or rows: about 8 ms of work every 100 ms, 10 M entries in half an hour, and nobody waits for it. */
const AT_ONCE = 500;
const EVERY_MS = 100;
const AGAIN_MS = 24 * 3600 * 1000;

/** Looks at a little more; the fault there is, or at how many it looked: none when it has been over all. */
type Step = () => IntegrityFault | number;

export class Patrol {
  readonly #journal: Journal;
  readonly #onFault: (fault: IntegrityFault) => void;
  #steps: Step[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** Goes from the first entry to the newest of now, then over the rows; `onFault` hears of the first that is wrong. */
  constructor(journalPath: string, onFault: (fault: IntegrityFault) => void) {
    this.#journal = Journal.openReadOnly(journalPath);
    this.#onFault = onFault;
    this.#timer = setTimeout(() => this.#step(), EVERY_MS);
  }

  stop(): void {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#journal.close();
  }

  #step(): void {
    if (this.#steps.length === 0) this.#steps = beginRound(this.#journal);
    for (let looked = 0; looked < AT_ONCE && this.#steps.length > 0; ) {
      const found = carefully(this.#steps[0] as Step);
      if (typeof found === 'object') {
        this.stop();
        this.#onFault(found);
        return;
      }
      if (found === 0) this.#steps.shift();
      looked += found;
    }
    const waitMs = this.#steps.length === 0 ? AGAIN_MS : EVERY_MS;
    this.#timer = setTimeout(() => this.#step(), waitMs);
  }
}

function beginRound(journal: Journal): Step[] {
  return [overEntries(journal), ...(Object.keys(PROVED_ROWS) as RowKind[]).map(overRows(journal))];
}

function overEntries(journal: Journal): Step {
  let point: ChainPoint = CHAIN_START;
  let until: bigint | undefined;
  return () => {
    until ??= journal.readEnd().seq;
    if (point.seq >= until) return 0;
    const next = followSome(journal, point, AT_ONCE);
    if ('code' in next) return next;
    const [unindexed] = compareIndexes(journal, point.seq, next.seq);
    const looked = Number(next.seq - point.seq);
    point = next;
    return unindexed ?? looked;
  };
}

function overRows(journal: Journal): (kind: RowKind) => Step {
  return (kind) => {
    let after: readonly string[] | undefined = PROVED_ROWS[kind].before;
    return () => {
      if (!after) return 0;
      const { last, looked, fault } = compareRows(journal, { kind, after }, AT_ONCE);
      after = last;
      return fault ?? looked;
    };
  };
}

/** A page that cannot be read is what the patrol is for; and whatever else is thrown must not end the process. */
function carefully(step: Step): IntegrityFault | number {
  try {
    return step();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: 'journal-unusable', message };
  }
}
