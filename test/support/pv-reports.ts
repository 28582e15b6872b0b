/** A PV engine with bets of both kinds, and its calls. */
import { expect } from 'vitest';
import type { PvBetRecord } from '../../src/demo/pv/bet-record.ts';
import { at, type Engine, openEngine } from './engine.ts';

export const DAY = 86_400;

export const seconds = (text: string) => at(text) / 1000;

/** A small vendor whose bets and games the store holds already. */
export async function openFilled(
  more: Partial<Parameters<typeof openEngine>[0]> = {},
): Promise<Engine> {
  const engine = await openEngine({
    start: '2025-03-01',
    now: '2025-03-04T06:00:00',
    vendor: { betsPerHour: 12, players: 6 },
    ...more,
  });
  expect((await engine.sync('pv.bets', 'pv.games')).exitCode).toBe(0);
  return engine;
}

export const callsTo = ({ vendor }: Engine, path: string) =>
  vendor.requests.filter((request) => request.path === path);

export const spin = (index: number, second: number): PvBetRecord => ({
  event_id: `e${String(index).padStart(5, '0')}`,
  draw_id: `d${index}`,
  game_id: 1006,
  user_id: 77,
  op_id: '',
  bet_amount: 1000,
  gain_amount: -1000,
  credit_before_bet: 5000,
  credit: 4000,
  start_at: seconds('2025-03-01') + second,
  end_at: seconds('2025-03-01') + second,
});
