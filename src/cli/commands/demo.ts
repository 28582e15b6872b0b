/** `ggr demo`: bundled vendors and a game server, a fresh store filled by them, the GGR table beside their own sums. */

import { existsSync, rmSync } from 'node:fs';
import { loadConfig } from '../../config/config.ts';
import { selectStreams } from '../../config/select-streams.ts';
import { EXIT, type ExitCode, Interrupted, StoreError } from '../../contract/errors.ts';
import type { Net } from '../../contract/net.ts';
import { gatesPath, openStoreNet } from '../../extract/open-net.ts';
import { count } from '../../load/database.ts';
import { makeStoreFolder } from '../../load/folder.ts';
import { openStore } from '../../load/open-store.ts';
import { sql } from '../../load/sql.ts';
import { Warehouse } from '../../load/warehouse.ts';
import type { Session } from '../../serve/session.ts';
import type { Table } from '../../serve/table.ts';
import { planSyncs } from '../../sync/plan-sync.ts';
import { pull } from '../../sync/pull.ts';
import { DAY_MS, iso, sqlTimestamp } from '../../transform/time.ts';
import { renderTable } from '../screen/table.ts';
import { watchProgress } from '../session/bars.ts';
import type { AddCommand } from '../session/command-line.ts';
import { typed } from '../session/installed.ts';
import { reportTable, reportTroubles } from '../session/report.ts';
import { storedTable } from '../session/stored-table.ts';
import { show } from '../session/terminal.ts';
import { describeProof } from './demo-proof.ts';
import { type DemoVendors, startDemoVendors } from './demo-vendors.ts';
import { clearDemoWallet, DemoWallet } from './demo-wallet.ts';

const DEMO_STORE = 'warehouse/demo.duckdb';
const DAYS = 3;
const FOLLOW_EVERY_MS = 10_000;

interface Parts {
  readonly net: Net;
  readonly vendors: DemoVendors;
  readonly wallet: DemoWallet;
}

export const addDemo: AddCommand = (ggr, { runHere }) => {
  ggr
    .command('demo')
    .description('start the bundled vendors, fill a fresh store, print the GGR table')
    .option('--once', 'end after the table', false)
    .action((options) => runHere((session) => demo(session, options)));
};

export async function demo(session: Session, { once }: { once: boolean }): Promise<ExitCode> {
  const path = session.config.warehouseIsSet ? session.config.warehouse : DEMO_STORE;
  await clearStore(path);
  const { terminal, now } = session;
  const startedAt = now();
  const from = Math.floor(startedAt / DAY_MS) * DAY_MS - DAYS * DAY_MS;
  const vendors = await startDemoVendors(from, startedAt);
  const wallet = await DemoWallet.start(path, session).catch(async (error: unknown) => {
    await vendors.close();
    throw error;
  });
  const net = openStoreNet({ store: path, now });
  try {
    const env = { ...vendors.env, GGR_WAREHOUSE: path, GGR_SYNC_START: iso(from) };
    const config = loadConfig(session.catalogue.vendors, { env, folder: '/nonexistent' });
    const demoSession = { ...session, config };
    const names = config.accounts.map((account) => account.name.toUpperCase()).join(', ');
    terminal.note(
      `bundled vendors ${names} listen on loopback; pulling ${DAYS} days of them into ${path}`,
    );
    const parts = { net, vendors, wallet };
    await wallet.playMinute(demoSession);
    const { exitCode, proof } = await fill(demoSession, parts);
    terminal.note(
      `\nask the store: GGR_WAREHOUSE=${path} ${typed('query "select * from ggr.bets limit 5"')}`,
    );
    terminal.note(proof);
    if (!once) await follow(demoSession, parts);
    return exitCode;
  } finally {
    await net.close();
    await wallet.close();
    await vendors.close();
  }
}

/** Removes the store of an earlier demo, and no other. */
async function clearStore(path: string): Promise<void> {
  makeStoreFolder(path);
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
  for (const file of [path, `${path}.wal`, gatesPath(path)]) rmSync(file, { force: true });
  clearDemoWallet(path);
}

interface Filled {
  readonly exitCode: ExitCode;
  /** How far its figures are proved. */
  readonly proof: string;
}

/** One sync and what the wallet has new, then the table, then everybody's own sums of the same. */
async function fill(session: Session, { net, vendors, wallet }: Parts): Promise<Filled> {
  const { config, catalogue, terminal, now } = session;
  const warehouse = await openStore({ config, catalogue, now, command: 'demo', isDemo: true });
  try {
    const { accounts, syncStart } = config;
    const planning = { warehouse, now, note: terminal.note, syncStart };
    const jobs = await planSyncs(selectStreams({ accounts, catalogue }, []), planning);
    const context = { ...session, warehouse, net, watch: watchProgress(jobs, session) };
    const report = await pull(jobs, { command: 'demo', arguments: '' }, context);
    terminal.note(renderTable(reportTable(report)).text);
    for (const line of reportTroubles(report)) terminal.note(line);
    await wallet.ship(warehouse);
    terminal.note('');
    show(terminal, await gamingTable(warehouse));
    const verdicts = [
      await compareAll(session, warehouse, vendors),
      await wallet.compare(warehouse, session),
    ];
    const exitCode = verdicts.every(Boolean) ? report.exitCode : EXIT.mismatch;
    return { exitCode, proof: await describeProof(session, warehouse) };
  } finally {
    await warehouse.close();
  }
}

async function gamingTable({ db }: Warehouse): Promise<Table> {
  const rows = await db.many(sql('queries/show-daily'));
  return storedTable(rows, { none: 'NULL', isShort: true });
}

/** Compares the store's sums with what each vendor itself says it earned, to the last digit. */
async function compareAll(
  { terminal, config }: Session,
  { db }: Warehouse,
  { sums }: DemoVendors,
): Promise<boolean> {
  const verdicts: boolean[] = [];
  for (const [source, sumsOf] of Object.entries(sums)) {
    const held = await db.one(sql('queries/find-covered'), { stream: `${source}.bets` });
    const range = { start: config.syncStart ?? 0, end: count(held.until_ms) };
    const theirs = sumsOf(range);
    // a walk takes what is newer than it can call complete
    const ours = await db.one(sql('queries/sum-source'), {
      source,
      until: sqlTimestamp(range.end),
    });
    const isEqual =
      ours.bets === BigInt(theirs.bets) &&
      String(ours.stake) === theirs.stake &&
      String(ours.ggr) === theirs.ggr;
    verdicts.push(isEqual);
    terminal.note(
      `${source}'s own sums over the same time: ${theirs.bets} bets, stake ${theirs.stake}, ggr ${theirs.ggr}: ` +
        (isEqual
          ? 'equal to the last digit'
          : `NOT equal: ours ${ours.bets}, ${ours.stake}, ${ours.ggr}`),
    );
  }
  return verdicts.every(Boolean);
}

/** Goes on until Ctrl-C: players play through the wallet, and the store follows them and the vendors. */
async function follow(session: Session, parts: Parts): Promise<void> {
  const { terminal, signal } = session;
  terminal.note('the players go on; the store follows every 10 s. Ctrl-C ends the demo');
  try {
    for (;;) {
      await parts.wallet.playOn(FOLLOW_EVERY_MS, signal);
      const { proof } = await fill(session, parts);
      terminal.note(proof);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Interrupted();
  }
}
