import type { PopBet } from './bet.ts';

/** The columns that occur, in the order of the platform's page, and Completed, which is newer. */
export const POP_COLUMNS = [
  'ID',
  'Pid',
  'UserID',
  'GameID',
  'Bet',
  'Win',
  'InsertTime',
  'AppID',
  'Balance',
  'WinLose',
  'Grade',
  'RoundID',
  'Completed',
] as const;
export type PopColumn = (typeof POP_COLUMNS)[number];

/** A row by its columns' names, as it is sent. */
export type PopRecord = Record<PopColumn, unknown>;

/** How rows are written. */
export interface RowStyle {
  readonly appId: string;
  /** Whether amounts are computed with floats, as the real one does. */
  readonly floatNoise: boolean;
}

/**
 * A bet as the vendor writes it. Amounts are JSON numbers in whole units of the currency and their
 * sums are made with floats on purpose: 0.1 + 0.2 comes out as 0.30000000000000004. The truth is in
 * the bet's integers; this is the edge where it leaves them.
 */
export function recordOf({ appId, floatNoise }: RowStyle, bet: PopBet): PopRecord {
  const add = (a: bigint, b: bigint): number =>
    floatNoise ? unitsOf(a) + unitsOf(b) : unitsOf(a + b);
  return {
    ID: bet.id,
    Pid: bet.pid <= Number.MAX_SAFE_INTEGER ? Number(bet.pid) : bet.pid,
    UserID: bet.userId,
    GameID: bet.gameId,
    Bet: unitsOf(bet.bet),
    Win: add(bet.firstLine, bet.win - bet.firstLine),
    InsertTime: printTime(bet.insertedMs, bet.offsetMinutes, bet.finerDigits),
    AppID: appId,
    Balance: add(bet.balanceBefore, bet.win - bet.bet),
    WinLose: add(bet.win, -bet.bet),
    Grade: bet.grade,
    RoundID: bet.roundId,
    Completed: bet.completed,
  };
}

/** Ten-thousandths as the nearest float. */
export function unitsOf(amount: bigint): number {
  return Number(amount) / 10_000;
}

/** RFC 3339 with an offset, and a fraction without zeros behind, if any. */
export function printTime(atMs: number, offsetMinutes: number, finerDigits = ''): string {
  const iso = new Date(atMs + offsetMinutes * 60_000).toISOString();
  const fraction = (iso.slice(20, 23) + finerDigits).replace(/0+$/, '');
  const seconds = iso.slice(0, 19) + (fraction === '' ? '' : `.${fraction}`);
  if (offsetMinutes === 0) return `${seconds}Z`;
  const minutes = Math.abs(offsetMinutes);
  const hours = String(Math.floor(minutes / 60)).padStart(2, '0');
  const rest = String(minutes % 60).padStart(2, '0');
  return `${seconds}${offsetMinutes < 0 ? '-' : '+'}${hours}:${rest}`;
}
