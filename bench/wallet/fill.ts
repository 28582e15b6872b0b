/** Long journals for benchmarks, filled by the code that fills them in life, a hundred thousand entries a commit. */
import { Journal } from '../../src/wallet/journal.ts';
import { Mark } from '../../src/wallet/mark.ts';
import { operations } from '../../src/wallet/operations.ts';
import { type GameRequest, judge } from '../../src/wallet/rules.ts';
import { markPath } from '../../src/wallet/wallet.ts';
import { SESSIONS, START_CREDIT } from './job.ts';

const A_COMMIT = 100_000;

/** A bet and its win, a thousand players in turn. */
function request(n: number): GameRequest {
  const roundId = BigInt(n & ~1);
  const of = { code: `c${(n >> 1) % SESSIONS}`, id: BigInt(n), game: 1012n, roundId };
  return { type: n % 2 === 0 ? 'bet' : 'win', amount: 100n, ...of };
}

export function fill(path: string, entries: number): void {
  const journal = Journal.open(path);
  const now = BigInt(Date.UTC(2025, 2, 1)) * 1000n;
  journal.atomically(() => {
    for (let i = 0; i < SESSIONS; i += 1) {
      const player = { playerId: `player-${i}`, currency: 'EUR' };
      operations.openSession(journal, now, { code: `c${i}`, expiresAt: null, ...player });
      const deposit = { ...player, amount: START_CREDIT, key: `start-${i}` };
      operations.transfer(journal, now, deposit);
    }
  });
  for (let n = 0; n < entries; n += A_COMMIT) {
    journal.atomically(() => {
      for (let i = n; i < Math.min(n + A_COMMIT, entries); i += 1) {
        const { entry } = judge(request(i), journal, now);
        if (entry) journal.append(entry, now + BigInt(i));
      }
    });
  }
  Mark.open(markPath(path), journal.end).close();
  journal.close();
}
