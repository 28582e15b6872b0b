/** `wm.bets` and `wm.resettlements`: GetDateTimeReport by bet time and by update time (wm.txt). */
import * as z from 'zod';
import {
  defineStream,
  type Page,
  type ReadContext,
  type WindowedStream,
} from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import { amountFromDecimal, fitting } from '../../transform/money.ts';
import { callReport } from './client.ts';
import {
  betIdOf,
  betKey,
  betKeyFields,
  betMayLack,
  optional,
  optionalAmount,
  place,
  placeOf,
  plainBetId,
  plainPlace,
  stakeOf,
  text,
} from './fields.ts';
import {
  type LocalAsk,
  laterMicrosOf,
  localAsks,
  localDays,
  microsOf,
  plainTime,
} from './local-time.ts';
import { ofWindow, SECOND_PASS, withPasses } from './second-pass.ts';
import { wm } from './vendor.ts';

const BY_BET_TIME = '0';
const BY_UPDATE_TIME = '1';
const BETS_ALONE = '0';

const bet = z.object({
  ...betKey,
  ...place,
  user: z.string().min(1),
  betTime: z.string(),
  beforeCash: optional,
  bet: text,
  validbet: text,
  water: text,
  result: optional,
  betCode: optional,
  betResult: optional,
  waterbet: optional,
  winLoss: text,
  ip: optional,
  gameResult: optional,
  commission: optional,
  reset: optional,
  settime: optional,
  slotGameId: optional,
  [SECOND_PASS]: z.literal(true).optional(),
});

const common = {
  vendor: wm,
  table: 'wm.bets',
  columns: {
    bet_id: 'VARCHAR',
    user: 'VARCHAR',
    bet_time: 'TIMESTAMP',
    before_cash: 'DECIMAL(18,4)',
    bet: 'DECIMAL(18,4)',
    validbet: 'DECIMAL(18,4)',
    water: 'DECIMAL(18,4)',
    result: 'VARCHAR',
    bet_code: 'VARCHAR',
    bet_result: 'VARCHAR',
    waterbet: 'DECIMAL(18,4)',
    win_loss: 'DECIMAL(18,4)',
    ip: 'VARCHAR',
    gid: 'VARCHAR',
    event: 'VARCHAR',
    event_child: 'VARCHAR',
    table_id: 'VARCHAR',
    gname: 'VARCHAR',
    game_result: 'VARCHAR',
    commission: 'VARCHAR',
    reset: 'VARCHAR',
    settime: 'TIMESTAMP',
    slot_game_id: 'VARCHAR',
  },
  key: ['bet_id'],
  isBet: true,
  sums: [['bet', 'win_loss']],
  identity: ['user', 'gid', 'bet', 'win_loss'],
  eventTime: 'bet_time',
  version: 'settime',
  windows: { ...localDays, leastMs: 60_000 },
  record: bet,
  keyFields: betKeyFields,
  mayLack: betMayLack,
  toRow,
  plain: {
    columns: {
      ...plainPlace,
      bet_id: plainBetId,
      user: 'text',
      bet_time: plainTime('betTime'),
      before_cash: { as: 'decimal', of: ['beforeCash'] },
      bet: { as: 'decimal', least: 0 },
      validbet: 'decimal',
      water: 'decimal',
      result: 'text',
      bet_code: { as: 'text', of: ['betCode'] },
      bet_result: { as: 'text', of: ['betResult'] },
      waterbet: 'decimal',
      win_loss: { as: 'decimal', of: ['winLoss'] },
      ip: 'text',
      game_result: { as: 'text', of: ['gameResult'] },
      commission: 'text',
      reset: 'text',
      settime: { ...plainTime('settime'), skipsEmpty: true },
      slot_game_id: { as: 'text', of: ['slotGameId'] },
    },
  },
} as const;

/** Bets by bet time: it owns coverage. */
export const wmBets: WindowedStream = defineStream({
  ...common,
  name: 'wm.bets',
  mode: 'replace',
  read: readByBetTime,
});

/** The same bets by update time: later versions of bets of any age. */
export const wmResettlements: WindowedStream = defineStream({
  ...common,
  name: 'wm.resettlements',
  mode: 'upsert',
  read: readByUpdateTime,
});

async function* readByBetTime(context: ReadContext): AsyncGenerator<Page> {
  for (const ask of localAsks(context)) {
    const records = await report(context, ask, BY_BET_TIME);
    yield { records: ofWindow(records, ask, layoutOf(context)), total: undefined };
  }
}

/** Rows of other windows that come with a doubled hour are versions like any other. */
async function* readByUpdateTime(context: ReadContext): AsyncGenerator<Page> {
  for (const ask of localAsks(context)) {
    const records = await report(context, ask, BY_UPDATE_TIME);
    yield { records: withPasses(records, ask, layoutOf(context)), total: undefined };
  }
}

function layoutOf({ account }: ReadContext) {
  return { account, time: 'betTime', ids: betKeyFields };
}

function report(context: ReadContext, { range }: LocalAsk, timetype: string) {
  const parameters = { ...range, timetype, datatype: BETS_ALONE };
  return callReport('GetDateTimeReport', parameters, context);
}

function toRow(record: z.infer<typeof bet>, account: Account) {
  const stake = stakeOf(record.bet, 'bet');
  const net = amountFromDecimal(record.winLoss, 'winLoss');
  fitting(stake + net, 'winLoss'); // the payout
  const micros = record[SECOND_PASS] ? laterMicrosOf : microsOf;
  const betTime = micros(record.betTime, account, 'betTime');
  return {
    ...placeOf(record),
    bet_id: betIdOf(record),
    user: record.user,
    bet_time: betTime,
    before_cash: optionalAmount(record.beforeCash, 'beforeCash'),
    bet: stake,
    validbet: amountFromDecimal(record.validbet, 'validbet'),
    water: amountFromDecimal(record.water, 'water'),
    result: record.result ?? null, // its exact meaning is unsure: kept, never computed with
    bet_code: record.betCode ?? null,
    bet_result: record.betResult ?? null,
    waterbet: optionalAmount(record.waterbet, 'waterbet'),
    win_loss: net,
    ip: record.ip ?? null,
    game_result: record.gameResult ?? null,
    commission: record.commission ?? null,
    reset: record.reset ?? null,
    settime: settledAt(record, betTime, account),
    slot_game_id: record.slotGameId ?? null,
  };
}

/**
 * A bet is settled after it was placed, and judged again after it was settled. So of a time that occurs
 * twice the second is meant where the first lies before the bet, and for a bet that was reset: an earlier
 * one would lose against the version that it replaces.
 */
function settledAt(
  { settime, reset }: z.infer<typeof bet>,
  betTime: bigint,
  account: Account,
): bigint | null {
  if (!settime) return null;
  const first = microsOf(settime, account, 'settime');
  const isLater = first < betTime || reset === 'Y';
  return isLater ? laterMicrosOf(settime, account, 'settime') : first;
}
