/** What keeping sums costs a load: both in one run, over the same rows. */
import { catalogue } from '../../src/catalogue.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { pvBets } from '../../src/extract/pv/bets.ts';
import { keepSums } from '../../src/load/keep.ts';
import { commitWindow } from '../../src/load/merge.ts';
import { Stage } from '../../src/load/stage.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { PageColumns } from '../../src/transform/page-columns.ts';

const ACCOUNT = { name: 'pv', vendor: 'pv', currency: 'CNY', settings: {} } as unknown as Account;
const RUN = '00000000-0000-0000-0000-000000000002';
const HOUR_MS = 3_600_000;
const [HOURS, ROWS, PAGE] = [24, 20_000, 2000];
/** After everything that the store has. */
const START = Date.parse('2030-01-01');

export interface Cost {
  readonly rows: number;
  /** Microseconds of processor time a row. */
  readonly load: number;
  readonly sums: number;
}

/** Loads hours of 20,000 bets, without a vendor and HTTP, then makes the sums of all of them. */
export async function measureCost(warehouse: Warehouse): Promise<Cost> {
  await keepSums(warehouse, { catalogue });
  const rows = HOURS * ROWS;
  const hours = Array.from({ length: HOURS }, (_, hour) => pagesOf(START + hour * HOUR_MS));
  const load = await cpuOf(async () => {
    for (const [hour, pages] of hours.entries()) await loadHour(warehouse, hour, pages);
  });
  const sums = await cpuOf(() => keepSums(warehouse, { catalogue }));
  return { rows, load: load / rows, sums: sums / rows };
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const used = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(used);
  return user + system;
}

function loadHour(warehouse: Warehouse, hour: number, pages: readonly string[]): Promise<void> {
  return warehouse.withConnection(async (db) => {
    await using stage = new Stage(db, pvBets);
    await stage.reset();
    const start = START + hour * HOUR_MS;
    const columns = new PageColumns(pvBets, ACCOUNT);
    for (const [page, text] of pages.entries()) {
      const records = JSON.parse(text) as unknown[];
      await stage.append(columns.map(records), page + 1);
    }
    const staged = { stage, probe: await stage.probe() };
    await commitWindow(warehouse, staged, {
      account: 'pv',
      stream: pvBets,
      owner: { start, end: start + HOUR_MS },
      runId: RUN,
      fetchedAt: start + 2 * HOUR_MS,
      now: start + 2 * HOUR_MS,
      truncated: null,
    });
  });
}

const pagesOf = (start: number): string[] =>
  Array.from({ length: ROWS / PAGE }, (_, page) => pageOf(start, page));

/** As a vendor sends it: players play some thirty bets of a game in a row. */
function pageOf(start: number, page: number): string {
  const records = Array.from({ length: PAGE }, (_, i) => {
    const end = Math.floor(start / 1000) + Math.floor(((page * PAGE + i) * 3600) / ROWS);
    const player = Math.floor((page * PAGE + i) / 600) * 20 + (i % 20);
    return {
      event_id: `${start}-${page}-${i}-0123456789abcdef`,
      draw_id: `d${i}`,
      game_id: 1000 + (player % 40),
      user_id: player,
      op_id: player % 2 === 0 ? `op-${player}` : '',
      bet_amount: 1000,
      gain_amount: (i % 3) * 1000 - 1000,
      credit_before_bet: 0,
      credit: 0,
      start_at: end,
      end_at: end,
    };
  });
  return JSON.stringify(records);
}
