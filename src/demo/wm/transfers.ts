import { randomOf } from '../random.ts';
import type { WmTransfer } from './bet.ts';
import { countOf, type WmPlan } from './hours.ts';

const DAY_MS = 86_400_000;

/** A player's generated transfers with an addtime in [fromMs, toMs), in order of time. */
export function makeTransfers(
  plan: WmPlan,
  user: string,
  range: { fromMs: number; toMs: number },
): WmTransfer[] {
  const place = plan.users.indexOf(user);
  if (place === -1 || plan.transfersPerDay === 0) return [];
  const firstDay = Math.floor(Math.max(range.fromMs, plan.fromMs) / DAY_MS);
  const days = Math.max(0, Math.ceil(range.toMs / DAY_MS) - firstDay);
  return Array.from({ length: days }, (_, index) => transfersOfDay(plan, user, firstDay + index))
    .flat()
    .filter(({ addMs }) => addMs >= Math.max(range.fromMs, plan.fromMs) && addMs < range.toMs);
}

function transfersOfDay(plan: WmPlan, user: string, day: number): WmTransfer[] {
  const random = randomOf(plan.seed, 'transfers', user, day);
  const count = countOf(random, plan.transfersPerDay);
  const times = Array.from({ length: count }, () => random.int(0, 86_399)).sort((a, b) => a - b);
  return times.map((second, index) => {
    const number = day * 1_000_000 + plan.users.indexOf(user) * 100 + index;
    const added = random.next() < 0.6;
    const points = BigInt(random.int(10, 500)) * 10_000n;
    return {
      orderId: String(number),
      user,
      addMs: day * DAY_MS + second * 1000,
      money: added ? points : -points,
      opCode: added ? 121 : 122,
      subtotal: BigInt(random.int(0, 5000)) * 10_000n + (added ? points : 0n),
      orderNum: `op-${number}`,
    };
  });
}
