/**
 * Rounds that the game never ends (decision 0013). Each entry is looked at once, when half of the time has
 * passed: the rounds that are open then wait, few beside the many that were played, and are counted by
 * the status; those that are still open when all of it has passed since their newest bet are closed.
 */
import type { ClosureCause, RoundKey } from './closures.ts';
import type { Micros } from './entries.ts';
import type { Journal } from './journal.ts';
import type { Values } from './journal-file.ts';
import type { RoundFacts } from './rules.ts';
import { signed, unsigned } from './sqlite-values.ts';

/** Entries, and waiting rounds, of one step: 3 to 10 ms of the thread that answers game servers. */
const ENTRIES_PER_STEP = 250n;
const ROUNDS_PER_STEP = 100;
/** The status counts no further: each of them is looked at. */
const MOST_COUNTED = 1000;

/** What one step did, and whether another one has work at once. */
export interface Swept {
  readonly closed: number;
  readonly isBehind: boolean;
}

/** Whether neither a win, nor the cancel of all its bets, nor a closure has ended a round. */
export function isOpen({ bets, cancelled, wins, isClosed }: RoundFacts): boolean {
  return bets > cancelled && wins === 0 && !isClosed;
}

/** One step towards having closed every round that is overdue. Only inside the journal's transaction. */
export function closeOverdue(journal: Journal, now: Micros, timeout: Micros): Swept {
  const isBehind = collectWaiting(journal, now, timeout / 2n);
  const overdue = journal.file.all('list-overdue', now - timeout, now + timeout, ROUNDS_PER_STEP);
  let closed = 0;
  for (const row of overdue) {
    const key = keyOf(row);
    const at = [key.currency, signed(key.round), key.playerId] as const;
    journal.file.run('delete-waiting', ...at);
    // with a newer bet it waits since that one, and is collected with it
    const isWhole = !journal.file.get('find-newer-bet', ...at, row[3] as bigint);
    if (!isWhole || !isOpen(journal.round(key.currency, key.round, key.playerId))) continue;
    const closure = { ...key, cause: 'timed-out', closedBy: null, reason: null } as const;
    journal.closures.append(closure, { afterSeq: journal.end.seq, now });
    closed += 1;
  }
  return { closed, isBehind: isBehind || overdue.length === ROUNDS_PER_STEP };
}

/** Puts the open rounds of the next entries that are old enough among those that wait. */
function collectWaiting(journal: Journal, now: Micros, age: Micros): boolean {
  const { file } = journal;
  const swept = file.get('read-swept')?.[0] as bigint;
  const last =
    journal.end.seq < swept + ENTRIES_PER_STEP ? journal.end.seq : swept + ENTRIES_PER_STEP;
  if (last <= swept) return false;
  const younger = file.get('find-younger-entry', swept, last, now, age)?.[0] as bigint | undefined;
  const until = younger === undefined ? last : younger - 1n;
  if (until === swept) return false;
  for (const row of file.all('list-rounds-between', swept, until)) {
    const { currency, round, playerId } = keyOf(row);
    if (!isOpen(journal.round(currency, round, playerId))) continue;
    const [, , , betSeq, since] = row as readonly bigint[];
    file.run('add-waiting', currency, signed(round), playerId, betSeq as bigint, since as Micros);
  }
  file.run('set-swept', until);
  return younger === undefined;
}

function keyOf([currency, round, playerId]: Values): RoundKey {
  return {
    currency: currency as string,
    round: unsigned(round) as bigint,
    playerId: playerId as string,
  };
}

export interface WaitingRounds {
  /** Open rounds for which half of the time has passed, the oldest first; at most 1,000. */
  readonly waiting: readonly (Pick<RoundKey, 'currency' | 'round'> & { readonly since: Micros })[];
  /** Closures so far. */
  readonly closed: Readonly<Record<ClosureCause, number>>;
}

/** What the status tells of rounds; no player is named. */
export function readWaiting(journal: Journal): WaitingRounds {
  const waiting = journal.file
    .all('list-waiting', MOST_COUNTED)
    .map((row) => ({ ...keyOf(row), since: row[3] as Micros }))
    .filter(({ currency, round, playerId }) => isOpen(journal.round(currency, round, playerId)))
    .map(({ currency, round, since }) => ({ currency, round, since }));
  const byHand = Number(journal.file.get('count-closures')?.[0] ?? 0n);
  const timedOut = Number(journal.closures.end.seq) - byHand;
  return { waiting, closed: { 'timed-out': timedOut, 'closed-by-hand': byHand } };
}
