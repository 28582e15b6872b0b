import type { z } from 'zod';
import { hashOf } from '../random.ts';
import { betList, sentRecord } from './bet-list.ts';
import { PopRefusal } from './errors.ts';
import { gameListOf } from './games.ts';
import { findOrder, ORDER_MS } from './orders.ts';
import {
  balanceParameters,
  betListParameters,
  betLogsParameters,
  checkParameters,
  gameListParameters,
  queryOrderParameters,
} from './parameters.ts';
import { printTime, unitsOf } from './rows.ts';
import type { PopState } from './vendor-state.ts';

/** Checks a body and gives the `data` of the answer; throws a PopRefusal. */
export type PopEndpoint = (state: PopState, body: unknown) => object;

/** Every address this vendor has, and what answers there. */
export const ENDPOINTS: ReadonlyMap<string, PopEndpoint> = new Map([
  [
    '/api/v1/game/list',
    endpoint(gameListParameters, ({ plan, gameListShape }) =>
      gameListOf(plan.games, gameListShape),
    ),
  ],
  ['/api/v1/record/betlist', endpoint(betListParameters, betList)],
  ['/api/v1/record/getbetlogs', endpoint(betLogsParameters, betLogs)],
  ['/api/v1/player/balance', endpoint(balanceParameters, balance)],
  ['/api/v1/transaction/queryOrder', endpoint(queryOrderParameters, queryOrder)],
]);

function endpoint<S extends z.ZodType>(
  parameters: S,
  answer: (state: PopState, wanted: z.output<S>) => object,
): PopEndpoint {
  return (state, body) => answer(state, checkParameters(parameters, body));
}

// Newest first, and both seconds belong to it: while rows come in, pages shift.
function betLogs(state: PopState, wanted: z.output<typeof betLogsParameters>): object {
  const { UserId, GameId, Page, PageSize } = wanted;
  if (UserId !== '') checkPlayer(state, UserId);
  if (GameId !== '') checkGame(state, GameId);
  const range = { fromMs: wanted.StartTime * 1000, toMs: (wanted.EndTime + 1) * 1000 };
  const found = state.store
    .between(range)
    .filter((bet) => UserId === '' || bet.userId === UserId)
    .filter((bet) => GameId === '' || bet.gameId === GameId)
    .toReversed()
    .sort((a, b) => b.insertedMs - a.insertedMs);
  const size = Math.min(PageSize, state.misbehave.maxRows);
  const rows = found.slice((Page - 1) * size, Page * size);
  return { List: rows.map((bet) => sentRecord(state, bet)) };
}

function balance(state: PopState, { UserID }: z.output<typeof balanceParameters>): object {
  if (UserID === '') throw new PopRefusal(1008);
  checkPlayer(state, UserID);
  const hour = Math.floor(state.nowMs() / 3_600_000);
  return { Balance: (hashOf(state.plan.seed, 'balance', UserID, hour) % 50_000_000) / 100 };
}

function queryOrder(state: PopState, { TraceId }: z.output<typeof queryOrderParameters>): object {
  const order = findOrder(state.plan, TraceId);
  if (order === undefined || order.createdMs > state.nowMs()) throw new PopRefusal(1018);
  return {
    Order: {
      TraceId,
      CreateTime: printTime(order.createdMs, 480),
      Pid: order.pid,
      UserID: order.userId,
      AppID: state.style.appId,
      Amount: unitsOf(order.amount),
      Action: order.action,
      Error: order.error,
      Completed: order.createdMs + ORDER_MS <= state.nowMs(),
    },
  };
}

function checkPlayer({ store, misbehave }: PopState, userId: string): void {
  if (!store.hasPlayer(userId)) throw new PopRefusal(2001);
  const refusal = misbehave.refusedPlayers.get(userId);
  if (refusal !== undefined) throw new PopRefusal(refusal);
}

function checkGame({ plan, misbehave }: PopState, gameId: string): void {
  if (!plan.games.some((game) => game.ID === gameId)) throw new PopRefusal(1004);
  const refusal = misbehave.refusedGames.get(gameId);
  if (refusal !== undefined) throw new PopRefusal(refusal);
}
