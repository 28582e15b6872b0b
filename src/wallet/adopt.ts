/** Sessions, players and credits that an older ggr wrote get what proves them: in the transaction of the upgrade. */
import { Acts } from './acts.ts';
import type { Micros } from './entries.ts';
import type { JournalFile, Values } from './journal-file.ts';
import { rowSum } from './row-sum.ts';

/** A journal without any act of the operator is made of what it says now: when each was done is not known to it. */
export function adopt(file: JournalFile): void {
  const acts = new Acts(file);
  let newest: Micros = 0n;
  for (const row of inPieces(file, 'list-unproved-sessions')) {
    const openedAt = adoptSession(file, acts, row);
    if (openedAt > newest) newest = openedAt;
  }
  for (const [player, blocked] of inPieces(file, 'list-unproved-players')) {
    const playerId = player as string;
    const act =
      blocked === 1n
        ? acts.append({ ...NO_SESSION, kind: 'player-blocked', playerId }, newest).number
        : null;
    file.run('prove-old-player', act, rowSum(playerId, blocked, act), playerId);
  }
  file.run('prove-old-balances');
}

const NO_SESSION = { code: null, currency: null, expiresAt: null } as const;

function adoptSession(file: JournalFile, acts: Acts, row: Values): Micros {
  const [code, playerId, currency, openedAt, expiresAt, closedAt] = row as [
    string,
    string,
    string,
    Micros,
    Micros | null,
    Micros | null,
  ];
  const session = { playerId, code, currency, expiresAt };
  let { number } = acts.append({ kind: 'session-opened', ...session }, openedAt);
  if (closedAt !== null)
    number = acts.append({ kind: 'session-closed', ...session }, closedAt).number;
  const sum = rowSum(code, playerId, currency, openedAt, expiresAt, closedAt, number);
  file.run('prove-old-session', number, sum, code);
  file.run('add-player', playerId, rowSum(playerId, 0n, null));
  file.run('open-balance', playerId, currency, rowSum(playerId, currency, 0n));
  return openedAt;
}

/** The statement lists what is not proved yet: each piece has left it when the next is asked for. */
function* inPieces(file: JournalFile, statement: string): Generator<Values> {
  for (let rows = file.all(statement); rows.length > 0; rows = file.all(statement)) yield* rows;
}
