/** `pv.game_rounds`: rounds with their details, one call a game (pv.txt 2.2). */
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import {
  betColumns,
  detailedBets,
  plainBet,
  plainTimes,
  readHistory,
  timeColumns,
} from './detailed-bet.ts';
import { isOther } from './families.ts';
import { outcomeColumns, plainOutcome, type Round, round, roundToRow } from './round.ts';

export const pvGameRounds = defineStream({
  ...detailedBets,
  name: 'pv.game_rounds',
  table: 'pv.game_rounds',
  columns: { ...betColumns, ...timeColumns, ...outcomeColumns },
  callsPer: 'game',
  countCalls: async ({ games }) => (await games(isOther)).length,
  record: round,
  toRow,
  plain: { columns: { ...plainBet, ...plainTimes, ...plainOutcome } },
  read,
});

async function* read(context: ReadContext): AsyncGenerator<Page> {
  for (const id of await context.games(isOther)) {
    yield* readHistory(context, '/api/games/game/history', { game_id: BigInt(id) });
  }
}

/** Without the credits, which the report by game does not have. */
function toRow(record: Round) {
  const { credit_before_bet: _before, credit: _after, ...row } = roundToRow(record);
  return row;
}
