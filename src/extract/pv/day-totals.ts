/** `pv.game_totals` and `pv.player_totals`: PV's own sums of closed days (pv.txt 2.3, 2.4, 3.2, 3.3). */
import * as z from 'zod';
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { parseJson } from '../../transform/json.ts';
import { pvGameTotalToRow, pvPlayerTotalToRow } from '../../transform/pv/sums.ts';
import { ask, secondsOf, withFields } from './ask.ts';
import { isOther, isSlots, seenInBets } from './families.ts';
import { pvTotal, recordList } from './schemas.ts';
import { pv } from './vendor.ts';

const sums = z.looseObject({});

/** An open day would cost every player or game again at each sync: it waits until it is over. */
const common = {
  vendor: pv,
  eventTime: 'date',
  mode: 'replace',
  // a refused record's date is no key as it is stored: without one, nothing is called withdrawn
  keyFields: [],
  seenIn: seenInBets,
  windows: { unitMs: 86_400_000, days: 'closed', pageSize: Number.POSITIVE_INFINITY },
  record: pvTotal,
} as const;

export const pvGameTotals = defineStream({
  ...common,
  name: 'pv.game_totals',
  table: 'pv.game_totals',
  columns: {
    date: 'TIMESTAMP',
    family: 'VARCHAR',
    game_id: 'BIGINT',
    bet_count: 'BIGINT',
    bet_amount: 'DECIMAL(18,4)',
    gain_amount: 'DECIMAL(18,4)',
    company_gain_amount: 'DECIMAL(18,4)',
    user_count: 'BIGINT',
    win_user_count: 'BIGINT',
    lose_user_count: 'BIGINT',
  },
  key: ['date', 'family', 'game_id'],
  callsPer: 'game',
  countCalls: async ({ games }) => 1 + (await games(isOther)).length,
  toRow: pvGameTotalToRow,
  read: readGameTotals,
});

/** Slots games come in one answer, the others one by one. */
async function* readGameTotals(context: ReadContext): AsyncGenerator<Page> {
  const times = secondsOf(context.window);
  const date = times.time_start;
  const slots = { path: '/api/slots/game/stage/summary', data: times, answer: recordList };
  yield page(await ask(context, slots), { date, family: 'slots' });
  for (const id of await context.games(isOther)) {
    const total = await ask(context, {
      path: '/api/games/game/stage/summary',
      data: { game_id: BigInt(id), ...times },
      answer: sums,
    });
    yield page([total], { date, family: 'games', game_id: parseJson(id) });
  }
}

export const pvPlayerTotals = defineStream({
  ...common,
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
    bet_amount: 'DECIMAL(18,4)',
    gain_amount: 'DECIMAL(18,4)',
    credit_before_game: 'DECIMAL(18,4)',
    credit: 'DECIMAL(18,4)',
  },
  key: ['date', 'user_id', 'family', 'game'],
  callsPer: 'player',
  countCalls: async ({ players }) =>
    (await players(isSlots)).length + (await players(isOther)).length,
  toRow: pvPlayerTotalToRow,
  read: readPlayerTotals,
});

/** Slots by game, the others in one sum. */
async function* readPlayerTotals(context: ReadContext): AsyncGenerator<Page> {
  const times = secondsOf(context.window);
  const date = times.time_start;
  for (const id of await context.players(isSlots)) {
    const data = { user_id: BigInt(id), ...times };
    const totals = await ask(context, {
      path: '/api/slots/user/stage/summary',
      data,
      answer: recordList,
    });
    yield page(totals, { date, family: 'slots', user_id: parseJson(id) });
  }
  for (const id of await context.players(isOther)) {
    const data = { user_id: BigInt(id), ...times };
    const total = await ask(context, {
      path: '/api/games/user/stage/summary',
      data,
      answer: sums,
    });
    yield page([total], { date, family: 'games', user_id: parseJson(id) });
  }
}

function page(records: readonly unknown[], fields: Record<string, unknown>): Page {
  return { records: withFields(records, fields), total: undefined };
}
