/**
 * `pv.game_rounds`, `pv.player_rounds`, `pv.slot_spins`: bets with their details, one call a game or
 * player (pv.txt 2.2, 2.1, 3.1). At most 500 rows and no pages: a full answer is asked for in halves.
 */
import { defineStream, type Page, type ReadContext } from '../../contract/stream.ts';
import { parseJson } from '../../transform/json.ts';
import { pvGameRoundToRow, pvRoundToRow, pvSpinToRow } from '../../transform/pv/details.ts';
import { readHalved } from '../halve.ts';
import { ask, secondsOf, withFields } from './ask.ts';
import { isOther, isSlots, seenInBets } from './families.ts';
import { pvRound, pvSpin, recordList } from './schemas.ts';
import { pv } from './vendor.ts';

const LIMIT = 500; // the document's maximum

const common = {
  vendor: pv,
  key: ['event_id'],
  eventTime: 'end_at',
  mode: 'replace',
  seenIn: seenInBets,
  windows: { unitMs: 86_400_000, pageSize: LIMIT },
} as const;

const bet = {
  event_id: 'VARCHAR',
  draw_id: 'VARCHAR',
  game_id: 'BIGINT',
  user_id: 'BIGINT',
  op_id: 'VARCHAR',
  bet_amount: 'DECIMAL(18,4)',
  gain_amount: 'DECIMAL(18,4)',
} as const;
const credits = { credit_before_bet: 'DECIMAL(18,4)', credit: 'DECIMAL(18,4)' } as const;
const times = { start_at: 'TIMESTAMP', end_at: 'TIMESTAMP' } as const;
const outcome = {
  bet_areas: 'JSON',
  win_areas: 'JSON',
  game_result: 'JSON',
  award_odds: 'JSON',
} as const;

export const pvGameRounds = defineStream({
  ...common,
  name: 'pv.game_rounds',
  table: 'pv.game_rounds',
  columns: { ...bet, ...times, ...outcome },
  callsPer: 'game',
  countCalls: async ({ games }) => (await games(isOther)).length,
  record: pvRound,
  toRow: pvGameRoundToRow,
  read: async function* (context) {
    for (const id of await context.games(isOther)) {
      yield* readHistory(context, '/api/games/game/history', { game_id: BigInt(id) });
    }
  },
});

export const pvPlayerRounds = defineStream({
  ...common,
  name: 'pv.player_rounds',
  table: 'pv.player_rounds',
  columns: { ...bet, ...credits, ...times, ...outcome },
  callsPer: 'player',
  countCalls: async ({ players }) => (await players(isOther)).length,
  record: pvRound,
  toRow: pvRoundToRow,
  read: async function* (context) {
    for (const id of await context.players(isOther)) {
      const pages = readHistory(context, '/api/games/user/history', { user_id: BigInt(id) });
      // the answer does not repeat who was asked for
      for await (const page of pages) {
        yield { ...page, records: withFields(page.records, { user_id: parseJson(id) }) };
      }
    }
  },
});

export const pvSlotSpins = defineStream({
  ...common,
  name: 'pv.slot_spins',
  table: 'pv.slot_spins',
  columns: {
    ...bet,
    ...credits,
    ...times,
    currency: 'VARCHAR',
    feature: 'INTEGER',
    extra_business: 'JSON',
    jackpot_amount: 'DECIMAL(18,4)',
    is_buy: 'BOOLEAN',
  },
  callsPer: 'player',
  countCalls: async ({ players }) => (await players(isSlots)).length,
  record: pvSpin,
  toRow: pvSpinToRow,
  read: async function* (context) {
    for (const id of await context.players(isSlots)) {
      yield* readHistory(context, '/api/slots/user/history', { user_id: BigInt(id) });
    }
  },
});

/** Every row of one player or game in the window. */
function readHistory(
  context: ReadContext,
  path: string,
  who: Record<string, bigint>,
): AsyncGenerator<Page> {
  return readHalved({
    window: context.window,
    limit: LIMIT,
    fetch: (window) =>
      ask(context, {
        path,
        data: { ...who, ...secondsOf(window), limit: LIMIT },
        answer: recordList,
      }),
  });
}
