/** `pv.player_totals`: PV's own sums of a closed day by player (pv.txt 2.3, 3.2). */
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { parseJson } from '../../transform/json.ts';
import { sumFromLi } from '../../transform/money.ts';
import { microsFromSeconds } from '../../transform/time.ts';
import { ask, secondsOf } from './ask.ts';
import { type DayTotal, dayTotals, oneSum, pageOf, required } from './day-totals.ts';
import { isOther, isSlots } from './families.ts';
import { int64, maybe, recordList } from './values.ts';

export const pvPlayerTotals = defineStream({
  ...dayTotals,
  name: 'pv.player_totals',
  table: 'pv.player_totals',
  columns: {
    date: 'TIMESTAMP',
    user_id: 'BIGINT',
    family: 'VARCHAR',
    game: 'VARCHAR',
    game_id: 'BIGINT',
    op_id: 'VARCHAR',
    currency: 'VARCHAR',
    bet_count: 'BIGINT',
    bet_amount: 'DECIMAL(38,4)',
    gain_amount: 'DECIMAL(38,4)',
    credit_before_game: 'DECIMAL(38,4)',
    credit: 'DECIMAL(38,4)',
  },
  key: ['date', 'user_id', 'family', 'game'],
  callsPer: 'player',
  countCalls: async ({ players }) =>
    (await players(isSlots)).length + (await players(isOther)).length,
  toRow,
  read,
});

/** Slots by game, the others in one sum. */
async function* read(context: ReadContext): AsyncGenerator<Page> {
  const times = secondsOf(context.window);
  const date = times.time_start;
  for (const id of await context.players(isSlots)) {
    const totals = await ask(context, {
      path: '/api/slots/user/stage/summary',
      data: { user_id: BigInt(id), ...times },
      answer: recordList,
    });
    yield pageOf(totals, { date, family: 'slots', user_id: parseJson(id) });
  }
  for (const id of await context.players(isOther)) {
    const total = await ask(context, {
      path: '/api/games/user/stage/summary',
      data: { user_id: BigInt(id), ...times },
      answer: oneSum,
    });
    yield pageOf([total], { date, family: 'games', user_id: parseJson(id) });
  }
}

/** The games family has one sum for all its games: `game` is '' there, as a key may not be null. */
function toRow(total: DayTotal) {
  const gameId = maybe(total.game_id, (v) => int64(v, 'game_id'));
  if (total.family === 'slots') required(total.game_id, 'game_id');
  return {
    date: microsFromSeconds(total.date, 'date'),
    user_id: int64(required(total.user_id, 'user_id'), 'user_id'),
    family: total.family,
    game: gameId === null ? '' : String(gameId),
    game_id: gameId,
    op_id: total.op_id ?? null,
    currency: total.currency ?? null,
    bet_count: maybe(total.bet_count, (v) => int64(v, 'bet_count')),
    bet_amount: sumFromLi(total.bet_amount, 'bet_amount'),
    gain_amount: sumFromLi(total.gain_amount, 'gain_amount'),
    credit_before_game: maybe(total.credit_before_game, (v) => sumFromLi(v, 'credit_before_game')),
    credit: maybe(total.credit, (v) => sumFromLi(v, 'credit')),
  };
}
