/** CPU of windows that a made-up PV answers at once. */
import { join } from 'node:path';
import { catalogue, streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { WindowedStream } from '../../src/contract/stream.ts';
import type { Window } from '../../src/contract/window.ts';
import { openStoreNet } from '../../src/extract/open-net.ts';
import { startRun } from '../../src/load/runs.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { runJob } from '../../src/sync/run.ts';
import { cpuMs, type Figure } from './report.ts';

const HOUR_MS = 3_600_000;
const WINDOWS = 480;
const FROM = Date.UTC(2025, 2, 1);
const NOBODY = { loaded() {}, failed() {}, unknownField() {}, noted() {}, stop() {} };

export async function measureWindows(folder: string): Promise<Figure[]> {
  const path = join(folder, 'windows.duckdb');
  const env = {
    GGR_WAREHOUSE: path,
    GGR_PV_URL: 'http://127.0.0.1:9',
    GGR_PV_MCH_ID: '1',
    GGR_PV_KEY: 'key',
    GGR_PV_CURRENCY: 'CNY',
  };
  const config = loadConfig(vendors, { folder: '/nonexistent', env });
  const now = () => FROM + 400 * 24 * HOUR_MS;
  const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now });
  await writeSettings(warehouse, { ...config, isDemo: false });
  await rememberAccounts(warehouse, config.accounts);
  const net = openStoreNet({ store: path, now });
  const [account] = config.accounts;
  if (!account) throw new Error('no account');
  const run = async (rows: number, first: number) => {
    const windows = Array.from({ length: WINDOWS }, (_, i) => ({
      start: FROM + (first + i) * HOUR_MS,
      end: FROM + (first + i + 1) * HOUR_MS,
    }));
    const runId = await startRun(warehouse, {
      command: 'bench',
      arguments: '',
      version: '',
      now: now(),
    });
    const before = cpuMs();
    const signal = new AbortController().signal;
    const outcome = await runJob(
      { account, stream: bets(rows), windows, priority: 1 },
      { warehouse, net, runId, signal, watch: NOBODY },
    );
    if (outcome.fatal) throw outcome.fatal;
    if (outcome.loaded !== WINDOWS) throw new Error(`${outcome.loaded} windows loaded`);
    return `${((cpuMs() - before) / WINDOWS).toFixed(2)} ms`;
  };
  await run(10, 5000); // warm
  const figures = [
    { what: 'without a row', value: await run(0, 0) },
    { what: 'without a row, again', value: await run(0, 0) },
    { what: 'ten rows', value: await run(10, 1000) },
    { what: 'the same ten again', value: await run(10, 1000) },
  ];
  await net.close();
  await warehouse.close();
  return figures;
}

/** pv.bets with so many records in every hour. */
function bets(rows: number): WindowedStream {
  const stream = streams.find(({ name }) => name === 'pv.bets') as WindowedStream;
  const { totals: _, ...rest } = stream;
  return {
    ...rest,
    read: async function* ({ window }) {
      const records = Array.from({ length: rows }, (_, i) => record(window, i));
      yield { records, total: rows };
    },
  };
}

function record({ start }: Window, i: number) {
  const second = start / 1000 + i * 60;
  return {
    event_id: `e${start}-${i}`,
    draw_id: `d${second}`,
    game_id: 1000 + i,
    user_id: 7000 + i,
    op_id: '',
    bet_amount: 10_000,
    gain_amount: -2_500,
    credit_before_bet: 1_000_000,
    credit: 997_500,
    start_at: second,
    end_at: second + 30,
  };
}
