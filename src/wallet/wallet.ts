/** The wallet: judges requests against its journal. An answer is given only when it is durable. */
import { dirname, join } from 'node:path';
import { WalletError } from '../contract/errors.ts';
import { microsOf } from './clock.ts';
import type { Micros, WarehouseEnd } from './entries.ts';
import { GroupCommit } from './group-commit.ts';
import { checkAtStart, type IntegrityFault } from './integrity.ts';
import { Journal } from './journal.ts';
import { Mark, readMark } from './mark.ts';
import {
  type Operation,
  type OperationOutcome,
  type OperationRequest,
  type OperatorDesk,
  operations,
} from './operations.ts';
import { type Answer, type GameRequest, judge } from './rules.ts';

export interface WalletOptions {
  /** The journal; the mark stands beside it as <path>.mark. */
  readonly path: string;
  /** The newest entry that the warehouse holds; undefined where it could not be asked. */
  readonly warehouse: WarehouseEnd | undefined;
  readonly now: () => number;
  /** How many of the newest entries a start looks at; 20,000 without it. */
  readonly tail?: bigint;
  /** Told once, when what is wrong with the journal shows while it serves: nothing more is answered. */
  readonly onCondemned?: (fault: IntegrityFault) => void;
}

/** Why a wallet must not serve. */
export class IntegrityError extends WalletError {
  readonly faults: readonly IntegrityFault[];

  constructor(faults: readonly IntegrityFault[]) {
    super(faults.map(({ message }) => message).join('; '), {
      hint: '`ggr wallet verify` lists what is wrong; `ggr wallet restore` gives back what the warehouse has',
    });
    this.faults = faults;
  }
}

export class Wallet implements OperatorDesk {
  readonly journal: Journal;
  readonly #mark: Mark;
  readonly #commits: GroupCommit;
  readonly #now: () => number;
  readonly #onCondemned: WalletOptions['onCondemned'];
  #condemned: IntegrityError | undefined;

  private constructor(journal: Journal, mark: Mark, { now, onCondemned }: WalletOptions) {
    this.journal = journal;
    this.#mark = mark;
    this.#now = now;
    this.#onCondemned = onCondemned;
    this.#commits = new GroupCommit(journal, mark, ({ message }) =>
      this.condemn({ code: 'journal-unusable', message }),
    );
  }

  /** Opens the journal and compares its witnesses; throws an IntegrityError where entries are lost. */
  static async open(options: WalletOptions): Promise<Wallet> {
    const { path, warehouse, tail } = options;
    const journal = Journal.open(path);
    try {
      const faults = checkAtStart({ journal, mark: readMark(markPath(path)), warehouse }, tail);
      if (faults.length > 0) throw new IntegrityError(faults);
      return new Wallet(journal, Mark.open(markPath(path), journal.end), options);
    } catch (error) {
      journal.close();
      throw error;
    }
  }

  /** Judges a game server's request. Rejects only where the outcome is unknown to the caller. */
  answer(request: GameRequest): Promise<Answer> {
    return this.submit((now) => {
      const { answer, entry } = judge(request, this.journal, now);
      if (!entry) return answer;
      this.journal.append(entry, now);
      return { ...answer, made: entry };
    });
  }

  /** Runs one of the operator's calls. */
  call<O extends Operation>(
    operation: O,
    request: OperationRequest<O>,
  ): Promise<OperationOutcome<O>> {
    const run = operations[operation] as (...args: readonly unknown[]) => OperationOutcome<O>;
    return this.submit((now) => run(this.journal, now, request));
  }

  /** Runs `work` with everything else that arrives now, in one transaction. */
  submit<T>(work: (now: Micros) => T): Promise<T> {
    if (this.#condemned) return Promise.reject(this.#condemned);
    return this.#commits.submit(() => {
      if (this.#condemned) throw this.#condemned; // while it waited
      return work(microsOf(this.#now()));
    });
  }

  /** From here on everything is refused: something is wrong with the journal. The first fault stays. */
  condemn(fault: IntegrityFault): void {
    if (this.#condemned) return;
    this.#condemned = new IntegrityError([fault]);
    this.#onCondemned?.(fault);
  }

  /** Answers what was taken, then lets go of the files. */
  async close(): Promise<void> {
    await this.#commits.settled();
    this.#mark.close();
    this.journal.close();
  }
}

/** The journal of the wallet that belongs to a store: beside it (DESIGN §4). */
export function journalPath(storePath: string): string {
  return join(dirname(storePath), 'wallet.sqlite');
}

export function markPath(journalPath: string): string {
  return `${journalPath}.mark`;
}
