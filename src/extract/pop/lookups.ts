/** POP's questions about one thing (NOTES.md): a player's balance, an order, and bets as they stand now. */
import * as z from 'zod';
import { Refusal, UsageError, VendorError } from '../../contract/errors.ts';
import type { Account, Finding, Lookup, LookupRequest } from '../../contract/vendor.ts';
import { amountFromFloat, formatAmount, scaleAmount, UNSCALED } from '../../transform/money.ts';
import { isoOfMicros, microsFromRfc3339, parseIso } from '../../transform/time.ts';
import { callPop } from './client.ts';
import { type Spin, spin, spinToRow } from './spin.ts';
import { anyNumber, opaque, timeText } from './values.ts';

const PAGE_SIZE = 5000;
/** What is shown is held in memory. */
const MOST_PAGES = 100;

/** The data of player/balance, transaction/queryOrder and record/getbetlogs. */
const balanceAnswer = z.object({ Balance: anyNumber });
const orderAnswer = z.object({
  Order: z.object({
    UserID: opaque.nullish(),
    Action: opaque,
    Amount: anyNumber,
    Error: z.string().nullish(),
    Completed: z.boolean(),
    CreateTime: timeText,
  }),
});
const betLogsAnswer = z.object({ List: z.array(spin).nullish() });

export const popLookups: Readonly<Record<string, Lookup>> = {
  balance: {
    about: "what a player has at POP now, in the account's currency",
    parameters: ['player_id'],
    ask: askBalance,
  },
  order: {
    about: 'what became of a transfer, by the TraceId it was sent with',
    parameters: ['trace_id'],
    ask: askOrder,
  },
  bets: {
    about: "bets of a time as POP has them now, newest first; '-' as the player means all",
    parameters: ['player_id', 'from', 'to'],
    optional: ['game_id'],
    ask: askBets,
  },
};

async function askBalance({ values: [player], ...context }: LookupRequest): Promise<Finding[]> {
  const data = { UserID: player };
  const { Balance } = await callPop({
    ...context,
    path: 'balance_path',
    data,
    answer: balanceAnswer,
  });
  return reading(context.account, 'player/balance', () => [
    {
      player_id: player ?? null,
      balance: amountText(Balance, 'Balance', context.account),
      currency: context.account.currency,
    },
  ]);
}

async function askOrder({ values: [trace], ...context }: LookupRequest): Promise<Finding[]> {
  const data = { TraceId: trace };
  const { Order } = await callPop({ ...context, path: 'order_path', data, answer: orderAnswer });
  return reading(context.account, 'transaction/queryOrder', () => [
    {
      trace_id: trace ?? null,
      player_id: Order.UserID ?? null,
      action: Order.Action,
      amount: amountText(Order.Amount, 'Amount', context.account),
      currency: context.account.currency,
      error: Order.Error ?? null,
      completed: Order.Completed,
      created_at: isoOfMicros(microsFromRfc3339(Order.CreateTime, 'CreateTime')),
    },
  ]);
}

/** Pages drift towards the end while new bets come in: a bet may come twice, but none is left out. */
async function askBets({ values, ...context }: LookupRequest): Promise<Finding[]> {
  const [player, from = '', to = '', game = ''] = values;
  const wanted = {
    UserId: player === '-' ? '' : player,
    GameId: game,
    StartTime: secondsOf(from, 'from'),
    // both ends are inclusive; whether the second before it ends at its fraction, the document does not say
    EndTime: secondsOf(to, 'to'),
  };
  if (wanted.EndTime <= wanted.StartTime) throw new UsageError('from must be before to');
  const end = BigInt(wanted.EndTime) * 1_000_000n;
  const found = new Map<string, { readonly at: bigint; readonly line: Finding }>();
  let PageSize = PAGE_SIZE;
  for (let Page = 1; Page <= MOST_PAGES; Page += 1) {
    const data = { ...wanted, PageSize, Page };
    const answer = await callPop({
      ...context,
      path: 'bet_logs_path',
      data,
      answer: betLogsAnswer,
    });
    const list = answer.List ?? [];
    const before = found.size;
    for (const bet of list) {
      const read = () => ({
        at: microsFromRfc3339(bet.InsertTime, 'InsertTime'),
        line: lineOf(bet, context.account),
      });
      found.set(bet.ID, reading(context.account, 'record/getbetlogs', read));
    }
    // fewer than asked for may be all, or all that POP gives at once: the next page tells
    if (Page === 1) PageSize = Math.min(PAGE_SIZE, list.length);
    if (list.length === 0 || list.length < PageSize) {
      return [...found.values()].flatMap(({ at, line }) => (at < end ? [line] : []));
    }
    if (found.size === before) throw repeats(context.account);
  }
  throw new UsageError(`more than ${MOST_PAGES * PAGE_SIZE} bets, or pages without end`, {
    hint: 'ask for a shorter time',
  });
}

function repeats({ name }: Account): VendorError {
  const says = `account ${name}: POP record/getbetlogs: a page brings nothing new: what lies behind it cannot be read`;
  return new VendorError('unstable', says, { hint: 'ask for a shorter time' });
}

function lineOf(record: Spin, account: Account): Finding {
  const row = spinToRow(record);
  const text = (amount: bigint, field: string) =>
    formatAmount(scaleAmount(amount, account.scale ?? UNSCALED, field));
  return {
    bet_id: row.id,
    round_id: row.round_id,
    player_id: row.user_id,
    game_id: row.game_id,
    stake: text(row.bet, 'Bet'),
    payout: text(row.win, 'Win'),
    ggr: text(-row.win_lose, 'WinLose'),
    currency: account.currency,
    inserted_at: isoOfMicros(row.insert_time),
    completed: row.completed,
  };
}

function amountText(value: unknown, field: string, { scale = UNSCALED }: Account): string {
  return formatAmount(scaleAmount(amountFromFloat(value, field), scale, field));
}

function secondsOf(text: string, name: string): number {
  const instant = parseIso(text);
  if (instant === undefined) {
    throw new UsageError(`${name} ${JSON.stringify(text)} is no ISO 8601 instant`, {
      hint: 'such as 2025-03-01T00:00:00Z; UTC unless it has an offset',
    });
  }
  return Math.floor(instant / 1000);
}

/** A value that cannot be read exactly is never shown. */
function reading<T>(account: Account, endpoint: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const says = `account ${account.name}: POP ${endpoint}: ${error.message}`;
    throw new VendorError('garbled', says, { cause: error });
  }
}
