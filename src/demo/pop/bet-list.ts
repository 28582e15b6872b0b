import type { z } from 'zod';
import { randomOf } from '../random.ts';
import type { PopBet } from './bet.ts';
import { INVALID_REQUEST, PopRefusal } from './errors.ts';
import type { betListParameters } from './parameters.ts';
import { POP_COLUMNS, type PopColumn, type PopRecord, recordOf } from './rows.ts';
import type { PopState } from './vendor-state.ts';

/** The `data` of `record/betlist`: the rows behind StartID, itself left out. */
export function betList(state: PopState, wanted: z.output<typeof betListParameters>): object {
  const { StartID, Count } = wanted;
  const { misbehave } = state;
  const bets = pageOf(state, StartID, Math.min(Count, misbehave.maxRows));
  // What NextStartID is when no row came is open: here the StartID asked, so that asking goes on.
  const right = bets.at(-1)?.id ?? StartID;
  const NextStartID = misbehave.cursor === undefined ? right : misbehave.cursor(StartID, right);
  const columns = columnsOf(state, StartID);
  const List = bets.map((bet) => cellsOf(state, bet, columns));
  return {
    Title: columns.filter((column) => !misbehave.untitledColumns.has(column)),
    List: List.length === 0 && misbehave.emptyList === 'null' ? null : List,
    NextStartID,
  };
}

/** A bet as it is sent: with the cells the vendor was told to spoil. */
export function sentRecord({ style, misbehave }: PopState, bet: PopBet): PopRecord {
  return { ...recordOf(style, bet), ...misbehave.cells.get(bet.id) };
}

function pageOf({ store, misbehave }: PopState, startId: string, count: number): PopBet[] {
  const isUnknown = misbehave.unknownCursors.has(startId);
  const bets = isUnknown ? undefined : store.after(startId, count);
  if (bets === undefined) throw new PopRefusal(INVALID_REQUEST, 'StartID: no ID of a record');
  const start = store.find(startId);
  if (misbehave.inclusiveStart > 0 && start !== undefined) {
    misbehave.inclusiveStart -= 1;
    return [start, ...bets].slice(0, count);
  }
  const [first] = bets;
  if (misbehave.doubledRows > 0 && first !== undefined) {
    misbehave.doubledRows -= 1;
    // The cursor is that of the last row sent, so that nothing is left out behind the page.
    return [first, ...bets].slice(0, Math.max(2, count));
  }
  return bets;
}

function columnsOf({ columns, plan, misbehave }: PopState, startId: string): PopColumn[] {
  const order = columns === 'varying' ? shuffled(plan.seed, startId) : columns;
  const all = order === 'document' ? POP_COLUMNS : order;
  return all.filter((column) => !misbehave.missingColumns.has(column));
}

function shuffled(seed: number, startId: string): PopColumn[] {
  const random = randomOf(seed, 'columns', startId);
  const keyed = POP_COLUMNS.map((column) => ({ column, key: random.next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ column }) => column);
}

function cellsOf(state: PopState, bet: PopBet, columns: readonly PopColumn[]): unknown {
  const record = sentRecord(state, bet);
  const cells = columns.map((column) => record[column]);
  const change = state.misbehave.malformed.get(bet.id);
  return change === undefined ? cells : change(cells);
}
