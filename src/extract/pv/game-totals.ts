/** `pv.game_totals`: PV's own sums of a closed day by game (pv.txt 2.4, 3.3). */
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { parseJson } from '../../transform/json.ts';
import { sumFromLi } from '../../transform/money.ts';
import { microsFromSeconds } from '../../transform/time.ts';
import { ask, secondsOf } from './ask.ts';
import { type DayTotal, dayTotals, oneSum, pageOf, required } from './day-totals.ts';
import { isOther } from './families.ts';
import { int64, maybe, recordList } from './values.ts';

export const pvGameTotals = defineStream({
  ...dayTotals,
  name: 'pv.game_totals',
  table: 'pv.game_totals',
  columns: {
    date: 'TIMESTAMP',
    family: 'VARCHAR',
    game_id: 'BIGINT',
    bet_count: 'BIGINT',
    bet_amount: 'DECIMAL(38,4)',
    gain_amount: 'DECIMAL(38,4)',
    company_gain_amount: 'DECIMAL(38,4)',
    user_count: 'BIGINT',
    win_user_count: 'BIGINT',
    lose_user_count: 'BIGINT',
  },
  key: ['date', 'family', 'game_id'],
  callsPer: 'game',
  countCalls: async ({ games }) => 1 + (await games(isOther)).length,
  toRow,
  read,
});

/** Slots games come in one answer, the others one by one. */
async function* read(context: ReadContext): AsyncGenerator<Page> {
  const times = secondsOf(context.window);
  const date = times.time_start;
  const slots = { path: '/api/slots/game/stage/summary', data: times, answer: recordList };
  yield pageOf(await ask(context, slots), { date, family: 'slots' });
  for (const id of await context.games(isOther)) {
    const total = await ask(context, {
      path: '/api/games/game/stage/summary',
      data: { game_id: BigInt(id), ...times },
      answer: oneSum,
    });
    yield pageOf([total], { date, family: 'games', game_id: parseJson(id) });
  }
}

function toRow(total: DayTotal) {
  return {
    date: microsFromSeconds(total.date, 'date'),
    family: total.family,
    game_id: int64(required(total.game_id, 'game_id'), 'game_id'),
    bet_count: int64(required(total.bet_count, 'bet_count'), 'bet_count'),
    bet_amount: sumFromLi(total.bet_amount, 'bet_amount'),
    gain_amount: sumFromLi(total.gain_amount, 'gain_amount'),
    company_gain_amount: maybe(total.company_gain_amount, (v) =>
      sumFromLi(v, 'company_gain_amount'),
    ),
    user_count: maybe(total.user_count, (v) => int64(v, 'user_count')),
    win_user_count: maybe(total.win_user_count, (v) => int64(v, 'win_user_count')),
    lose_user_count: maybe(total.lose_user_count, (v) => int64(v, 'lose_user_count')),
  };
}
