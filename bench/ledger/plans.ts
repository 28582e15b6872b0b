/** A ledger of hours that are all verified: planned, synced with nothing new, and its status. */
import { join } from 'node:path';
import { catalogue, streams, vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import { type AnyStream, isPulled } from '../../src/contract/stream.ts';
import type { Account } from '../../src/contract/vendor.ts';
import { openStoreNet } from '../../src/extract/open-net.ts';
import { rememberAccounts, writeSettings } from '../../src/load/settings.ts';
import { Warehouse } from '../../src/load/warehouse.ts';
import { planSyncs } from '../../src/sync/plan-sync.ts';
import { pull } from '../../src/sync/pull.ts';
import { readStatus } from '../../src/sync/status.ts';
import { cpuMs, type Figure } from './report.ts';

export interface Size {
  readonly folder: string;
  readonly accounts: number;
  readonly days: number;
}

const NOW = Date.UTC(2026, 0, 1, 0, 30);
const DAY_MS = 86_400_000;
const NOBODY = { loaded() {}, failed() {}, unknownField() {}, noted() {}, stop() {} };

/** A store with so many accounts, whatever its ledger has. */
export async function openLedger({ folder, accounts, days }: Size) {
  const path = join(folder, `plans-${accounts}-${days}.duckdb`);
  const from = NOW - days * DAY_MS;
  const env = {
    GGR_WAREHOUSE: path,
    GGR_SYNC_START: new Date(from).toISOString(),
    GGR_PV_URL: 'http://127.0.0.1:9',
    GGR_PV_MCH_ID: '1',
    GGR_PV_KEY: 'key',
    GGR_PV_CURRENCY: 'CNY',
  };
  const config = loadConfig(vendors, { folder: '/nonexistent', env });
  const now = () => NOW;
  const warehouse = await Warehouse.open({ catalogue, path, command: 'bench', now });
  const [first] = config.accounts;
  if (!first) throw new Error('no account');
  const all = Array.from({ length: accounts }, (_, i): Account => ({ ...first, name: `pv${i}` }));
  const selected = all.flatMap((account) =>
    pulledOf(account).map((stream) => ({ account, stream })),
  );
  return { warehouse, config: { ...config, accounts: all }, selected, path, now, from };
}

/** The same, and every report of PV that sync pulls is held and verified up to now, its totals looked at just now. */
export async function openFilled(size: Size) {
  const opened = await openLedger(size);
  const { warehouse, config, selected, from } = opened;
  await writeSettings(warehouse, { ...config, isDemo: false });
  await rememberAccounts(warehouse, config.accounts);
  for (const { account, stream } of selected) {
    const until = NOW - account.lagSeconds * 1000;
    await warehouse.db.run(fill(account.name, stream, { from, until }));
    await warehouse.db.run(look(account.name, stream));
  }
  await warehouse.db.run('checkpoint');
  return opened;
}

function pulledOf(account: Account): AnyStream[] {
  return streams.filter((stream) => stream.vendor.name === 'pv' && isPulled(stream, account));
}

function fill(
  account: string,
  { name, windows }: AnyStream,
  range: { from: number; until: number },
) {
  if (!windows) throw new Error(`${name} has no windows`);
  return `insert into sync.windows (account, stream, window_start, window_end, state, received, inserted,
            updated, unchanged, quarantined, withdrawn, fetched_at, reach, verified_at, closed_at, attempts, run_id)
    select '${account}', '${name}', make_timestamp_ms(t), make_timestamp_ms(least(t + ${windows.unitMs}, ${range.until})),
           'verified', 0, 0, 0, 0, 0, 0, make_timestamp_ms(${NOW}), make_timestamp_ms(${NOW}), make_timestamp_ms(${NOW}),
           make_timestamp_ms(${NOW}), 1, '00000000-0000-0000-0000-000000000001'
      from range(${range.from - (range.from % windows.unitMs)}, ${range.until}, ${windows.unitMs}) r(t)`;
}

/** Without it the sync would ask a vendor for totals, and wait for one that is not there. */
function look(account: string, { name }: AnyStream): string {
  return `insert into sync.checks (account, stream, window_start, window_end, witness, verdict, checked_at, run_id)
    values ('${account}', '${name}', make_timestamp_ms(${NOW - 4 * DAY_MS}), make_timestamp_ms(${NOW}), 'totals', 'equal',
            make_timestamp_ms(${NOW - 600_000}), '00000000-0000-0000-0000-000000000001')`;
}

export async function measurePlans(size: Size): Promise<Figure[]> {
  const { warehouse, config, selected, path, now } = await openFilled(size);
  const net = openStoreNet({ store: path, now });
  const planning = { warehouse, now, note() {}, syncStart: config.syncStart };
  const timed = async <T>(what: string, work: () => Promise<T>) => {
    const [before, begin] = [cpuMs(), performance.now()];
    const result = await work();
    const value = `${Math.round(performance.now() - begin)} ms, ${Math.round(cpuMs() - before)} ms of CPU`;
    return { result, figure: { what, value } };
  };
  const plan = await timed('planned', () => planSyncs(selected, planning));
  const due = plan.result.reduce((n, { windows }) => n + (windows?.length ?? 0), 0);
  const signal = new AbortController().signal;
  const synced = await timed('synced with nothing new', () =>
    pull(
      plan.result,
      { command: 'sync', arguments: '' },
      { warehouse, net, signal, now, watch: NOBODY },
    ),
  );
  const kept = { ...config, streams, now: NOW };
  const status = await timed('status', () => readStatus(kept, warehouse.db, false));
  await net.close();
  await warehouse.close();
  const rows = { what: `streams, windows due`, value: `${selected.length}, ${due}` };
  return [rows, plan.figure, synced.figure, status.figure];
}
