/** Answers of PV as tests put them together, and an engine that gets them. */
import { at, type Engine, openEngine, withoutTotals } from './engine.ts';

export type Record_ = Record<string, unknown>;

export const bet = (id: string, endAt: string, more: Record_ = {}): Record_ => ({
  event_id: id,
  draw_id: 'd',
  game_id: 1,
  user_id: 1,
  op_id: '',
  bet_amount: 1000,
  gain_amount: -1000,
  credit_before_bet: 0,
  credit: 0,
  start_at: at(`2025-03-01T${endAt}`) / 1000,
  end_at: at(`2025-03-01T${endAt}`) / 1000,
  ...more,
});

export const hour = (h: number) => ({
  start: at(`2025-03-01T${String(h).padStart(2, '0')}:00:00`),
  end: at(`2025-03-01T${String(h + 1).padStart(2, '0')}:00:00`),
});

export const open = async (now = '2025-03-01T20:00:00') => {
  const engine = await openEngine({
    start: '2025-03-01T10:00:00Z',
    now,
    vendor: { betsPerHour: 0 },
  });
  withoutTotals(engine);
  return engine;
};

/** From now on the vendor answers a window (by its start) with these pages. */
export function answer(
  { vendor }: Engine,
  from: string,
  pages: Record_[][],
  total = pages.flat().length,
): void {
  const time_start = at(`2025-03-01T${from}`) / 1000;
  for (const [i, items] of pages.entries()) {
    vendor.faults.add({
      kind: 'answer',
      times: Number.POSITIVE_INFINITY,
      body: JSON.stringify({
        code: 200,
        msg: '',
        data: { items, total, page: i + 1, page_size: 2000 },
      }),
      match: ({ body }) => {
        const { data } = body as { data: { time_start: number; page: number } };
        return data.time_start === time_start && data.page === i + 1;
      },
    });
  }
}
