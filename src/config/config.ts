/**
 * Configuration: the only place that reads the environment. Every value knows where it was set: a
 * variable, `.env`, or a line of ggr.config.yaml.
 */
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { ConfigError } from '../contract/errors.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Account, Vendor } from '../contract/vendor.ts';
import type { EpochMs } from '../contract/window.ts';
import { parseIso } from '../transform/time.ts';
import type { Known } from './account-fields.ts';
import { readAccountsFile } from './accounts-file.ts';
import { type BackupSettings, readBackup } from './backup.ts';
import { type ClusterSettings, readCluster } from './cluster.ts';
import type { EnvFile } from './env-file.ts';
import { prefixOf, readEnvironmentAccount } from './environment-accounts.ts';
import { type Network, readNetwork } from './network.ts';
import { readPings } from './pings.ts';
import {
  type AccountProblem,
  type ConfigEntry,
  Reader,
  readEnvFile,
  type Values,
} from './reader.ts';
import { rememberConfigured } from './secrets.ts';
import { readSchedules, readServe, type ServeSettings } from './serve.ts';
import { readTracing } from './tracing.ts';
import { DEFAULT_ACCOUNTS_FILE, GENERAL, parseMemory, type Variable } from './variables.ts';
import { readWallet, type WalletSettings } from './wallet.ts';
import { readStorePlace, type StorePlace } from './warehouse.ts';

export interface Config extends StorePlace {
  /** The user's folder for what programs remember between two runs (XDG_STATE_HOME). */
  readonly stateFolder: string;
  /** Folder of the snapshots. */
  readonly publishDir: string;
  readonly syncStart: EpochMs | undefined;
  readonly reportTimezone: string;
  readonly dayStart: string;
  readonly baseCurrency: string | undefined;
  /** Folder of the operator's own checks. */
  readonly checks: string | undefined;
  /** Bytes of memory that a process with someone's query may hold. */
  readonly readerMemory: number;
  readonly accounts: readonly Account[];
  /** Cron expressions by stream or vendor, from ggr.config.yaml. */
  readonly schedules: Readonly<Record<string, string>>;
  readonly network: Network;
  /** Files in which secrets stand: `.env`, and those that a setting names. */
  readonly secretFiles: readonly string[];
  readonly serve: ServeSettings;
  readonly wallet: WalletSettings;
  readonly backup: BackupSettings;
  readonly cluster: ClusterSettings;
  readonly entries: readonly ConfigEntry[];
  /** GGR_ variables that are set and mean nothing: most likely misspelt. */
  readonly unknown: readonly string[];
  /** Settings that are missing or wrong; refuseProblems throws them. */
  readonly problems: readonly string[];
  /** Those of them that concern vendors alone: reading the store needs none of their settings. */
  readonly vendorProblems: readonly string[];
  /** Those of them that leave accounts out, and nothing else. */
  readonly accountProblems: readonly AccountProblem[];
}

/** What a command needs of the configuration: everything, all but vendors' settings, or nothing. */
export type Needs = 'everything' | 'store' | 'nothing';

interface LoadOptions {
  /** The catalogue's streams; without them the names that accounts choose are not checked. */
  readonly streams?: readonly AnyStream[];
  readonly env?: Values;
  readonly folder?: string;
}

/**
 * Throws one ConfigError that names every setting that is wrong and needed. Accounts that are left out stop
 * nothing where there are others: `leftOut` says which.
 */
export function refuseProblems(config: Config, needs: Needs): void {
  const { problems, vendorProblems, accountProblems, accounts } = config;
  const ofAccounts = accounts.length > 0 ? accountProblems.map(({ says }) => says) : [];
  const passed = needs === 'everything' ? ofAccounts : vendorProblems;
  const met = problems.filter((problem) => !passed.includes(problem));
  if (met.length === 0 || needs === 'nothing') return;
  throw new ConfigError(met.join('; '), {
    hint: '`ggr config` shows what is set and from where; .env.example and ggr.config.example.yaml explain every setting',
  });
}

/** Reads the environment, `.env` and ggr.config.yaml; what is wrong stands in `problems`. */
export function loadConfig(vendors: readonly Vendor[], options: LoadOptions = {}): Config {
  const { env = process.env, folder = process.cwd() } = options;
  const envFile = readEnvFile(resolve(folder, '.env'));
  const reader = new Reader(env, envFile.values);
  sayFaults(envFile, vendors, reader);
  const place = readStorePlace(reader, folder);
  const publishDir = reader.read(GENERAL.publishDir) ?? join(dirname(place.warehouse), 'published');
  const file = reader.read(GENERAL.config);
  const readerMemory = parseMemory(reader.read(GENERAL.readerMemory) ?? '1GB') ?? 0;
  const reports = readReports(reader, folder);
  const { accounts, schedules } = readAccounts(reader, { vendors, options, folder, file });
  const read = (variable: Variable) => reader.read(variable);
  const network = readNetwork(reader, folder);
  const serve = readDaemon(reader, vendors);
  const [wallet, cluster] = [readWallet(read), readCluster(read)];
  rememberConfigured(reader.entries, network);
  refuseSameTokens({ serve, wallet }, reader);
  return {
    ...place,
    stateFolder: stateFolderOf(env),
    publishDir,
    readerMemory,
    ...reports,
    accounts,
    schedules,
    network,
    secretFiles: [
      ...(holdsSecrets(reader) ? [resolve(folder, '.env')] : []),
      ...reader.secretFiles,
    ],
    serve,
    wallet,
    cluster,
    backup: readBackup(read, { warehouse: place.warehouse, from: folder }),
    entries: reader.entries,
    unknown: reader.unknown(),
    problems: reader.problems,
    vendorProblems: reader.vendorProblems,
    accountProblems: reader.accountProblems,
  };
}

interface Accounts {
  readonly vendors: readonly Vendor[];
  readonly options: LoadOptions;
  readonly folder: string;
  /** GGR_CONFIG. */
  readonly file: string | undefined;
}

/** The accounts of the environment, then those of the file. */
function readAccounts(reader: Reader, { vendors, options, folder, file }: Accounts) {
  const known: Known = { vendors, streams: options.streams?.map((stream) => stream.name) };
  const ofEnvironment = vendors.flatMap((vendor) =>
    reader.ofAccounts(
      vendor.name,
      () => readEnvironmentAccount(vendor, known, reader),
      vendor.name, // as the account of the environment is called
    ),
  );
  const ofFile = reader.ofAccounts(undefined, () =>
    readAccountsFile({
      path: resolve(folder, file ?? DEFAULT_ACCOUNTS_FILE),
      label: file ?? DEFAULT_ACCOUNTS_FILE,
      isNamed: file !== undefined,
      known,
      reader,
      taken: describedBy(vendors, ofEnvironment),
    }),
  );
  const accounts = [...ofEnvironment, ...ofFile.accounts];
  return { accounts, schedules: ofFile.schedules };
}

/**
 * Lines of `.env` that are no settings. Where they name a vendor's variable, or one that only an account
 * can lean on, the store can be read all the same; a line that names nothing might have been any.
 */
function sayFaults({ faults }: EnvFile, vendors: readonly Vendor[], reader: Reader): void {
  for (const { line, says, name } of faults) {
    const vendor = vendors.find((each) => name?.startsWith(prefixOf(each)));
    const isOfVendor = name !== undefined && (!name.startsWith('GGR_') || vendor !== undefined);
    const tell = () => reader.problem(`.env:${line} ${says}`);
    if (isOfVendor) reader.ofAccounts(vendor?.name, tell, vendor?.name);
    else tell();
  }
}

function readDaemon(reader: Reader, vendors: readonly Vendor[]): ServeSettings {
  const read = (variable: Variable) => reader.read(variable);
  return {
    ...readServe(read),
    schedules: reader.ofVendors(() => readSchedules(vendors, read)),
    pings: readPings(vendors, read),
    tracing: readTracing(read),
  };
}

/** From when on the store is complete, and how its days and sums are made. */
function readReports(reader: Reader, folder: string) {
  const syncStart = reader.read(GENERAL.syncStart);
  const reportTimezone = reader.read(GENERAL.reportTimezone) ?? 'UTC';
  const dayStart = reader.read(GENERAL.dayStart) ?? '00:00';
  const baseCurrency = reader.read(GENERAL.baseCurrency);
  const checks = reader.read(GENERAL.checks);
  return {
    syncStart: syncStart === undefined ? undefined : parseIso(syncStart),
    reportTimezone,
    dayStart,
    baseCurrency,
    checks: checks === undefined ? undefined : resolve(folder, checks),
  };
}

/** A relative one is no valid one, says the XDG base directory specification. */
function stateFolderOf({ XDG_STATE_HOME: state, HOME: home }: Values): string {
  return state && isAbsolute(state) ? state : join(home || homedir(), '.local/state');
}

/** Whether a secret stands in `.env` itself. */
const holdsSecrets = ({ entries }: Reader) =>
  entries.some(({ secret, origin }) => secret && /(^|: )\.env$/.test(origin));

/** A reader who knows his own token must know no other, and a vendor knows the wallet's. */
function refuseSameTokens({ serve, wallet }: Pick<Config, 'serve' | 'wallet'>, reader: Reader) {
  const tokens = [
    ['GGR_API_TOKEN', serve.apiToken],
    ['GGR_SQL_TOKEN', serve.sqlToken],
    ['GGR_WALLET_TOKEN', wallet.token],
  ] as const;
  for (const [index, [name, value]] of tokens.entries()) {
    const same = tokens.slice(0, index).find(([, other]) => value !== undefined && other === value);
    if (same) reader.problem(`${name} is the same as ${same[0]}: each opens something else`);
  }
}

/** Names that the environment has taken, and by which variables. */
function describedBy(vendors: readonly Vendor[], accounts: readonly Account[]) {
  const taken = vendors.filter(({ name }) => accounts.some((account) => account.name === name));
  return new Map(taken.map((v) => [v.name, `the variables ${prefixOf(v)}…`]));
}
