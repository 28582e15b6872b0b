/** Whether players, sessions and credits prove themselves, row by row: checksum, second index, newest act. */
import type { IntegrityFault } from './integrity-fault.ts';
import type { Journal } from './journal.ts';
import type { Values } from './journal-file.ts';

/** The tables, the statement for each, and the key before the first row. */
export const PROVED_ROWS = {
  player: { statement: 'compare-players', before: [''] },
  session: { statement: 'compare-sessions', before: [''] },
  credit: { statement: 'compare-balances', before: ['', ''] },
} as const satisfies Record<string, { statement: string; before: readonly string[] }>;
export type RowKind = keyof typeof PROVED_ROWS;

export interface RowsCompared {
  /** The key of the last row; undefined when there are no more. */
  readonly last: readonly string[] | undefined;
  readonly looked: number;
  readonly fault: IntegrityFault | undefined;
}

/** Compares up to `most` rows after a key. */
export function compareRows(
  { file }: Journal,
  { kind, after }: { readonly kind: RowKind; readonly after: readonly string[] },
  most: number,
): RowsCompared {
  const rows = file.hasActs ? file.all(PROVED_ROWS[kind].statement, ...after, most) : [];
  const last = rows.at(-1)?.slice(0, -1) as readonly string[] | undefined;
  const wrong = rows.filter((row: Values) => row.at(-1) !== 1n).length;
  return { last, looked: rows.length, fault: wrong > 0 ? differs(kind, wrong) : undefined };
}

// no player is named: the message may end in a log
function differs(kind: RowKind, rows: number): IntegrityFault {
  const message = `${rows === 1 ? `a ${kind} of the journal is` : `${rows} ${kind}s of the journal are`} not what checksum, second index and newest act say`;
  return { code: 'row-differs', message };
}
