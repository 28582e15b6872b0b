/** `ggr doctor`: what is wrong, and the one line that mends it. */

import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../../config/config.ts';
import { EXIT, type ExitCode, GgrError } from '../../contract/errors.ts';
import type { Account } from '../../contract/vendor.ts';
import { openStoreNet } from '../../extract/open-net.ts';
import { makeStoreFolder } from '../../load/folder.ts';
import { Warehouse } from '../../load/warehouse.ts';
import { exposuresOf } from '../../serve/exposures.ts';
import { askHolder } from '../../serve/holder.ts';
import type { Session } from '../../serve/session.ts';
import { columnsOf, type Table } from '../../serve/table.ts';
import { CLOCK_HINT, readClock, sayClock } from '../../sync/clock.ts';
import { duration } from '../../transform/time.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { askStatus, type DaemonStatus } from '../session/daemon-client.ts';
import { typed } from '../session/installed.ts';
import { show, toDocument } from '../session/terminal.ts';
import { checkFiles } from './doctor-files.ts';
import { checkDisks, checkVendorClock, checkVersions, checkZones } from './doctor-machine.ts';
import { type Finding, fine, wrong } from './finding.ts';

export const addDoctor: AddCommand = (ggr, { runHere }) => {
  ggr
    .command('doctor')
    .description('what is wrong, and the one line that mends it')
    .option(...JSON_OPTION)
    .action((options) => runHere((session) => doctor(session, options)));
};

export async function doctor(session: Session, { json }: { json: boolean }): Promise<ExitCode> {
  const { terminal, config } = session;
  const findings: Finding[] = config.problems.map((problem) => ({
    check: 'configuration',
    ok: false,
    says: problem,
    mend: 'correct it in the environment, .env or ggr.config.yaml; `ggr config` shows where it is set',
  }));
  for (const name of config.unknown) {
    findings.push({
      check: 'configuration',
      ok: false,
      says: `${name} is set, but this ggr knows no such setting`,
      mend: 'correct its name or take it out; `ggr config` lists every setting',
    });
  }
  if (findings.length === 0) findings.push(describeWhole(config));
  const store = await checkStore(session);
  findings.push(...store.findings, ...checkDisks(config));
  findings.push(...checkVersions(store.daemonVersion), ...checkZones(config, session.now()));
  findings.push(...checkTls(config), ...checkSafety(config), ...findDoubles(config.accounts));
  findings.push(...(await checkVendors(session)));
  if (json) {
    terminal.out(toDocument({ findings }));
  } else {
    show(terminal, tableOf(findings));
  }
  return findings.every((finding) => finding.ok) ? EXIT.done : EXIT.usage;
}

/** What mends it stands below what is wrong: both are read whole. */
function tableOf(findings: readonly Finding[]): Table {
  const rows = findings.flatMap((f) => [
    [levelOf(f), f.check, f.says],
    ...(f.mend === null ? [] : [['', '', `-> ${f.mend}`]]),
  ]);
  const columns = columnsOf(['state', 'check', 'says'], { state: 'state', says: 'wrapped' });
  return { columns, rows, isShort: true };
}

function levelOf({ ok, mend }: Finding): string {
  if (!ok) return 'WRONG';
  return mend === null ? 'ok' : 'warning';
}

function describeWhole({ accounts, wallet }: Config): Finding {
  if (accounts.length > 0 || wallet.token !== undefined) return fine('configuration', 'complete');
  return {
    check: 'configuration',
    ok: false,
    says: 'no vendor is configured',
    mend: `fill in a vendor's block of .env (\`${typed('init')}\` writes one) or describe accounts in ggr.config.yaml`,
  };
}

async function look(check: string, work: () => Promise<string>): Promise<Finding> {
  try {
    return fine(check, await work());
  } catch (error) {
    if (!(error instanceof GgrError)) throw error;
    return { check, ok: false, says: error.message, mend: error.hint ?? null };
  }
}

interface StoreFound {
  readonly findings: Finding[];
  /** Of the daemon that holds the store. */
  readonly daemonVersion: string | undefined;
}

/** Whether the store can be used, and whether this machine's clock can be right by what stands in it. */
async function checkStore(session: Session): Promise<StoreFound> {
  const path = session.config.warehouse;
  const { daemon, doubt } = await askHolder(session.config);
  if (daemon) {
    const says = `${path} is held by the daemon at ${daemon.address} (process ${daemon.pid})`;
    const status = await askStatus(daemon);
    return { findings: checkDaemon(says, status), daemonVersion: status?.daemon.version };
  }
  let clock: Finding[] = [];
  const finding = await look('warehouse', async () => {
    if (existsSync(dirname(path))) makeStoreFolder(path);
    if (!existsSync(path)) return `${path} does not exist yet; the first sync makes it`;
    const warehouse = await Warehouse.openReadOnly(path);
    clock = await checkClock(session, warehouse).finally(() => warehouse.close());
    return `${path} opens`;
  });
  const isHeld = !finding.ok && doubt !== undefined;
  const told = isHeld
    ? { ...finding, says: `${finding.says}; ${doubt.says}`, mend: doubt.hint }
    : finding;
  return { findings: [told, ...clock], daemonVersion: undefined };
}

function checkDaemon(says: string, status: DaemonStatus | undefined): Finding[] {
  if (!status)
    return [wrong('warehouse', `${says}, which does not say how it is`, 'look at its log')];
  const { store_fault: fault } = status.daemon;
  if (fault !== null)
    return [wrong('warehouse', `${says}: ${fault}`, '`ggr status` says what to do')];
  const behindMs = 1000 * status.clock_behind_seconds;
  if (behindMs === 0) return [fine('warehouse', says)];
  const late = `this machine's clock stands ${duration(behindMs)} behind the newest fetch of the ledger`;
  return [fine('warehouse', says), wrong('clock', late, CLOCK_HINT)];
}

async function checkClock({ now }: Session, { db }: Warehouse): Promise<Finding[]> {
  const says = sayClock(await readClock(db, now()));
  if (says === undefined) return [];
  return [{ check: 'clock', ok: false, says, mend: CLOCK_HINT }];
}

/** Whoever stands between us and a vendor could read the keys and answer what he likes. */
function checkTls({ network }: Config): Finding[] {
  if (!network.isTlsUnchecked) return [];
  const says = "vendors' certificates are not checked: NODE_TLS_REJECT_UNAUTHORIZED is 0";
  const mend =
    'unset it; to trust a certificate of your own, set NODE_EXTRA_CA_CERTS to its authority (PEM)';
  return [{ check: 'tls', ok: false, says, mend }];
}

/** Who else can read secrets or reach a listener. The second may be meant so, and is a warning. */
function checkSafety(config: Config): Finding[] {
  const { oldName } = config;
  return [
    ...checkFiles(config).map((found) => ({ check: 'files', ok: false, ...found })),
    ...exposuresOf(config).map((found) => ({ ok: true, ...found })),
    ...(oldName ? [{ check: 'warehouse', ok: true, ...oldName }] : []),
  ];
}

/** Two accounts with the same credentials: every bet would stand twice in every report. */
function findDoubles(accounts: readonly Account[]): Finding[] {
  const first = new Map<string, string>();
  return accounts.flatMap(({ name, vendor, settings }) => {
    const same = JSON.stringify([vendor, Object.entries(settings).sort()]);
    const other = first.get(same);
    if (other === undefined) {
      first.set(same, name);
      return [];
    }
    const says = `reads the same reports as account ${other}: each bet counts twice`;
    return [{ check: `account ${name}`, ok: false, says, mend: 'take one of the two out' }];
  });
}

/** One call to each vendor: WM's Hello, PV's list of games. */
async function checkVendors({ config, catalogue, now, signal }: Session): Promise<Finding[]> {
  const { warehouse: store, network } = config;
  const net = openStoreNet({ store, now, network, retries: 1 });
  try {
    const found = await Promise.all(
      config.accounts.map(async (account) => {
        const answers = await look(`account ${account.name}`, async () => {
          const vendor = catalogue.vendors.find(({ name }) => name === account.vendor);
          await vendor?.hello(account, net, signal);
          return `${account.vendor.toUpperCase()} answers`;
        });
        return [answers, ...checkVendorClock(account, net)];
      }),
    );
    return found.flat();
  } finally {
    await net.close();
  }
}
