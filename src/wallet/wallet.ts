/** The wallet: judges requests against its journal. An answer is given only when it is durable. */
import { microsOf } from './clock.ts';
import type { ChainPoint, Micros } from './entries.ts';
import { GroupCommit } from './group-commit.ts';
import { checkAtStart, type IntegrityFault } from './integrity.ts';
import { Journal } from './journal.ts';
import { Mark, readMark } from './mark.ts';
import { type Answer, type GameRequest, judge } from './rules.ts';

export interface WalletOptions {
  /** The journal; the mark stands beside it as <path>.mark. */
  readonly path: string;
  /** The newest entry that the warehouse holds; undefined where it could not be asked. */
  readonly warehouse: ChainPoint | undefined;
  readonly now: () => number;
}

/** Why a wallet must not serve. */
export class IntegrityError extends Error {
  readonly faults: readonly IntegrityFault[];

  constructor(faults: readonly IntegrityFault[]) {
    super(faults.map(({ message }) => message).join('; '));
    this.name = 'IntegrityError';
    this.faults = faults;
  }
}

export class Wallet {
  readonly journal: Journal;
  readonly #mark: Mark;
  readonly #commits: GroupCommit;
  readonly #now: () => number;

  private constructor(journal: Journal, mark: Mark, now: () => number) {
    this.journal = journal;
    this.#mark = mark;
    this.#now = now;
    this.#commits = new GroupCommit(journal, mark);
  }

  /** Opens the journal and compares its witnesses; throws an IntegrityError where entries are lost. */
  static async open({ path, warehouse, now }: WalletOptions): Promise<Wallet> {
    const journal = Journal.open(path);
    try {
      const faults = checkAtStart({ journal, mark: readMark(markPath(path)), warehouse });
      if (faults.length > 0) throw new IntegrityError(faults);
      return new Wallet(journal, Mark.open(markPath(path), journal.end), now);
    } catch (error) {
      journal.close();
      throw error;
    }
  }

  /** Judges a game server's request. Rejects only where the outcome is unknown to the caller. */
  answer(request: GameRequest): Promise<Answer> {
    return this.submit((now) => {
      const { answer, entry } = judge(request, this.journal, now);
      if (entry) this.journal.append(entry, now);
      return answer;
    });
  }

  /** Runs `work` with everything else that arrives now, in one transaction. */
  submit<T>(work: (now: Micros) => T): Promise<T> {
    return this.#commits.submit(() => work(microsOf(this.#now())));
  }

  /** Answers what was taken, then lets go of the files. */
  async close(): Promise<void> {
    await this.#commits.settled();
    this.#mark.close();
    this.journal.close();
  }
}

export function markPath(journalPath: string): string {
  return `${journalPath}.mark`;
}
