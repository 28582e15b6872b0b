/** The operator's end of a round that the game left open: `ggr wallet close-round`. */
import type { Closure, RoundKey } from './closures.ts';
import type { Micros } from './entries.ts';
import type { Journal } from './journal.ts';
import { isOpen } from './overdue.ts';
import { signed } from './sqlite-values.ts';

export interface CloseRoundRequest {
  readonly currency: string;
  /** The round, or the id of a bet or win in it. */
  readonly round: bigint;
  /** Where two players named the same round. */
  readonly playerId: string | null;
  readonly closedBy: string | null;
  readonly reason: string | null;
}

export type CloseRoundOutcome =
  | { readonly ok: { readonly closure: Closure; readonly isRepeat: boolean } }
  | { readonly refused: 'unknown-round' | 'several-players' | 'round-ended' };

/** Closes an open round once; a round that was closed before tells how. Only inside the journal's transaction. */
export function closeRound(
  journal: Journal,
  now: Micros,
  request: CloseRoundRequest,
): CloseRoundOutcome {
  const [key, another] = findRounds(journal, request);
  if (!key) return { refused: 'unknown-round' };
  if (another) return { refused: 'several-players' };
  const earlier = journal.closures.find(key);
  if (earlier) return { ok: { closure: earlier, isRepeat: true } };
  const { currency, round, playerId } = key;
  if (!isOpen(journal.round(currency, round, playerId))) return { refused: 'round-ended' };
  const { closedBy, reason } = request;
  const closure = journal.closures.append(
    { ...key, cause: 'closed-by-hand', closedBy, reason },
    { afterSeq: journal.end.seq, now },
  );
  return { ok: { closure, isRepeat: false } };
}

/** By its number, else by a transaction in it. */
function findRounds(journal: Journal, request: CloseRoundRequest): RoundKey[] {
  const { currency, round, playerId: only } = request;
  const players = journal.file.all('list-round-players', currency, signed(round));
  const named = players.map(([player]) => ({ currency, round, playerId: player as string }));
  const found = named.length > 0 ? named : roundOfTransaction(journal, currency, round);
  return found.filter(({ playerId }) => only === null || playerId === only);
}

function roundOfTransaction(journal: Journal, currency: string, id: bigint): RoundKey[] {
  const { round = null, playerId = '' } = journal.transaction(currency, id) ?? {};
  return round === null ? [] : [{ currency, round, playerId }];
}
