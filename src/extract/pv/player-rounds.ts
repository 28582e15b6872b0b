/** `pv.player_rounds`: rounds with their details and credits, one call a player (pv.txt 2.1). */
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { parseJson } from '../../transform/json.ts';
import { withFields } from './ask.ts';
import {
  betColumns,
  creditColumns,
  detailedBets,
  plainBet,
  plainCredits,
  plainTimes,
  readHistory,
  timeColumns,
} from './detailed-bet.ts';
import { isOther } from './families.ts';
import { outcomeColumns, plainOutcome, round, roundToRow } from './round.ts';

export const pvPlayerRounds = defineStream({
  ...detailedBets,
  name: 'pv.player_rounds',
  table: 'pv.player_rounds',
  columns: { ...betColumns, ...creditColumns, ...timeColumns, ...outcomeColumns },
  callsPer: 'player',
  countCalls: async ({ players }) => (await players(isOther)).length,
  record: round,
  toRow: roundToRow,
  plain: { columns: { ...plainBet, ...plainCredits, ...plainTimes, ...plainOutcome } },
  read,
});

/** The answer does not repeat who was asked for. */
async function* read(context: ReadContext): AsyncGenerator<Page> {
  for (const id of await context.players(isOther)) {
    const pages = readHistory(context, '/api/games/user/history', { user_id: BigInt(id) });
    for await (const page of pages) {
      yield { ...page, records: withFields(page.records, { user_id: parseJson(id) }) };
    }
  }
}
