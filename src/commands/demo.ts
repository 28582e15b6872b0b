/** `ggr demo`: the bundled vendors, a fresh store filled from them, and the GGR table beside their own sums. */
import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { streams, vendors } from '../catalogue.ts';
import { loadConfig } from '../config.ts';
import { type PvVendor, startPvVendor } from '../demo/pv/server.ts';
import { EXIT, type ExitCode, Interrupted, StoreError } from '../errors.ts';
import { NET_DEFAULTS, openNet } from '../extract/http.ts';
import type { Net } from '../extract/net.ts';
import { sql } from '../load/sql.ts';
import { Warehouse } from '../load/warehouse.ts';
import { formatAmount } from '../transform/money.ts';
import { iso } from '../transform/time.ts';
import { pull, reportTable, reportTroubles } from './pull.ts';
import { openStore, type Session } from './session.ts';
import { planSync } from './sync.ts';
import { formatTable } from './terminal.ts';
import { toText } from './values.ts';

const DEMO_STORE = 'warehouse/demo.duckdb';
const DAYS = 3;
const DAY_MS = 86_400_000;
const FOLLOW_EVERY_MS = 10_000;

export async function demo(session: Session, { once }: { once: boolean }): Promise<ExitCode> {
  const path = session.config.warehouseIsSet ? session.config.warehouse : DEMO_STORE;
  await clearStore(path);
  const { terminal, now } = session;
  const from = Math.floor(now() / DAY_MS) * DAY_MS - DAYS * DAY_MS;
  const vendor = await startPvVendor({ from: from / 1000 });
  const net = openNet({ ...NET_DEFAULTS, now });
  try {
    const demoSession = { ...session, config: demoConfig(path, from, vendor) };
    terminal.note(
      `a bundled PV vendor listens on ${vendor.url}; pulling ${DAYS} days of it into ${path}`,
    );
    const exitCode = await fill(demoSession, net, vendor);
    terminal.note(
      `\nask the store: GGR_WAREHOUSE=${path} npm run -s ggr -- query "select * from ggr.bets limit 5"`,
    );
    if (!once) await follow(demoSession, net, vendor);
    return exitCode;
  } finally {
    await net.close();
    await vendor.close();
  }
}

/** Removes the store of an earlier demo, and no other. */
async function clearStore(path: string): Promise<void> {
  if (existsSync(path)) {
    const warehouse = await Warehouse.openReadOnly(path);
    const settings = await warehouse.db.maybeOne(sql('queries/read-settings'));
    await warehouse.close();
    if (settings?.is_demo !== true) {
      throw new StoreError('store-foreign', `${path} is a warehouse with real data, not a demo's`, {
        hint: 'unset GGR_WAREHOUSE or point it at a file that does not exist yet',
      });
    }
  }
  for (const file of [path, `${path}.wal`]) rmSync(file, { force: true });
}

function demoConfig(path: string, from: number, vendor: PvVendor) {
  const env = {
    GGR_WAREHOUSE: path,
    GGR_SYNC_START: iso(from),
    GGR_PV_URL: vendor.url,
    GGR_PV_MCH_ID: String(vendor.mchId),
    GGR_PV_KEY: vendor.key,
    GGR_PV_CURRENCY: 'CNY',
    GGR_PV_REQUESTS_PER_SECOND: '200',
    GGR_PV_LAG_SECONDS: '2',
  };
  return loadConfig(vendors, { env, folder: '/nonexistent' });
}

/** One sync, then the table, then the vendor's own sums over the same time. */
async function fill(session: Session, net: Net, vendor: PvVendor): Promise<ExitCode> {
  const { config, terminal } = session;
  const warehouse = await openStore(session, 'demo', true);
  try {
    const selected = config.accounts.flatMap((account) =>
      streams.map((stream) => ({ account, stream })),
    );
    const jobs = await Promise.all(selected.map((each) => planSync(each, warehouse, session)));
    const context = { ...session, warehouse, net };
    const report = await pull(jobs, { name: 'demo', arguments: '' }, context);
    terminal.note(reportTable(report));
    for (const line of reportTroubles(report)) terminal.note(line);
    terminal.note('');
    terminal.out(await gamingTable(warehouse));
    const until = jobs[0]?.windows.at(-1)?.end ?? session.now();
    const isEqual = await compare(session, warehouse, vendor, until);
    return isEqual ? report.exitCode : EXIT.mismatch;
  } finally {
    await warehouse.close();
  }
}

async function gamingTable({ db }: Warehouse): Promise<string> {
  const rows = await db.many(sql('queries/show-daily'));
  const head = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => head.map((name) => toText(row[name] ?? null)));
  return formatTable(head, cells, new Set(head.slice(4)));
}

/** Compares the store's sums with what the vendor itself says it earned, to the last li. */
async function compare(
  { terminal, config }: Session,
  { db }: Warehouse,
  vendor: PvVendor,
  until: number,
): Promise<boolean> {
  const theirs = vendor.summary((config.syncStart ?? 0) / 1000, until / 1000);
  const ours = await db.one(sql('queries/sum-source'), { source: 'pv' });
  const [stake, ggr] = [theirs.bet_amount, -theirs.gain_amount].map((li) => formatAmount(li * 10n));
  const isEqual =
    ours.bets === BigInt(theirs.bet_count) &&
    String(ours.stake) === stake &&
    String(ours.ggr) === ggr;
  terminal.note(
    `the vendor's own sums over the same time: ${theirs.bet_count} bets, stake ${stake}, ggr ${ggr}: ${
      isEqual ? 'equal to the last li' : 'NOT equal'
    }`,
  );
  return isEqual;
}

/** Follows the vendors, whose players go on playing, until Ctrl-C. */
async function follow(session: Session, net: Net, vendor: PvVendor): Promise<void> {
  session.terminal.note('the vendor goes on; the store follows every 10 s. Ctrl-C ends the demo');
  try {
    for (;;) {
      await sleep(FOLLOW_EVERY_MS, undefined, { signal: session.signal });
      await fill(session, net, vendor);
    }
  } catch (error) {
    if (!session.signal.aborted) throw error;
    throw new Interrupted();
  }
}
