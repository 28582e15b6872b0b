import { randomOf } from '../random.ts';
import type { TimeRange } from './bet.ts';
import type { PopPlayer } from './rounds.ts';

/** A transfer into or out of a player's balance, as `transaction/queryOrder` knows it. */
export interface PopOrder extends PopPlayer {
  readonly traceId: string;
  readonly createdMs: number;
  readonly action: 'in' | 'out' | 'outall';
  /** 1/10000. */
  readonly amount: bigint;
  /** '' for one that went well. */
  readonly error: string;
}

/** What orders are made from. */
export interface OrderPlan {
  readonly seed: number;
  readonly fromMs: number;
  readonly players: readonly PopPlayer[];
  readonly ordersPerDay: number;
}

/** How long an order takes: until then `Completed` is false. */
export const ORDER_MS = 2000;
const DAY_MS = 86_400_000;

/** The orders created in a range, in order of time. */
export function ordersBetween(plan: OrderPlan, { fromMs, toMs }: TimeRange): PopOrder[] {
  const firstDay = Math.floor(Math.max(fromMs, plan.fromMs) / DAY_MS);
  const days = Math.max(0, Math.ceil(toMs / DAY_MS) - firstDay);
  return Array.from({ length: days }, (_, index) => ordersOf(plan, firstDay + index))
    .flat()
    .filter(({ createdMs }) => createdMs >= Math.max(fromMs, plan.fromMs) && createdMs < toMs);
}

/** The order of this TraceId. */
export function findOrder(plan: OrderPlan, traceId: string): PopOrder | undefined {
  const day = /^pop-(\d{5})-\d+$/.exec(traceId)?.[1];
  if (day === undefined) return undefined;
  return ordersOf(plan, Number(day)).find((order) => order.traceId === traceId);
}

function ordersOf(plan: OrderPlan, day: number): PopOrder[] {
  const random = randomOf(plan.seed, 'orders', day);
  const times = Array.from({ length: plan.ordersPerDay }, () => random.int(0, DAY_MS - 1));
  return times
    .sort((a, b) => a - b)
    .map((time, index) => ({
      traceId: `pop-${day}-${index + 1}`,
      createdMs: day * DAY_MS + time,
      ...random.pick(plan.players),
      action: random.pick(['in', 'in', 'out', 'outall'] as const),
      amount: BigInt(random.int(100, 50_000)) * 100n,
      error: random.int(1, 20) === 1 ? 'some internal error' : '',
    }))
    .filter(({ createdMs }) => createdMs >= plan.fromMs);
}
