/** What a command works with: configuration, clock, signals; and the store and the network on demand. */
import { streams, vendors } from '../../catalogue.ts';
import { type Config, loadConfig, refuseProblems } from '../../config/config.ts';
import { ConfigError, Interrupted, UsageError } from '../../contract/errors.ts';
import type { Net } from '../../contract/net.ts';
import { type AccountStream, type AnyStream, isPulled } from '../../contract/stream.ts';
import type { Account } from '../../contract/vendor.ts';
import { openGates } from '../../extract/gates.ts';
import { NET_DEFAULTS, openNet } from '../../extract/http.ts';
import { rememberAccounts, writeSettings } from '../../load/settings.ts';
import { type OpenOptions, Warehouse } from '../../load/warehouse.ts';
import { openTarget, type Target } from '../../read/sink.ts';
import type { OperatorDesk } from '../../wallet/operations.ts';
import { readInput } from './input.ts';
import type { Terminal } from './terminal.ts';

export interface Session {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** The daemon in which the command runs; without one it opens the store itself. */
  readonly host?: Host;
}

/** What a command that runs in the daemon uses of it: the open store and network, and its manners. */
export interface Host {
  readonly warehouse: Warehouse;
  readonly net: Net;
  /** Runs `work` when nobody else in the daemon pulls one of these streams; says so where it waits. */
  readonly alone: <T>(claim: Claim, work: () => Promise<T>) => Promise<T>;
  /** Runs someone's SQL when few others run, and ends it, by the session's signal, when it takes too long. */
  readonly limited: <T>(session: Session, work: (session: Session) => Promise<T>) => Promise<T>;
  /** A file of the daemon's own, whose bytes go to the client's --out when it is whole. */
  readonly openTarget: (out: string) => Promise<Target>;
  /** The text of a file of the client's, which the client reads. */
  readonly readInput: (path: string) => Promise<string>;
  /** The wallet's desk. */
  readonly desk?: OperatorDesk;
  /** What `status` says of the daemon: schedules and parts. */
  readonly describe: () => object;
  /** The same for people: only what is wrong. */
  readonly troubles: () => readonly string[];
}

/** Ctrl-C under npm, and a signal to a whole process group, arrive twice: from their sender and from npm. */
const ONE_SIGNAL_MS = 1000;

/** Reads the configuration and listens for Ctrl-C and SIGTERM; a second one ends the process at once. */
export function openSession(terminal: Terminal, needsConfig: boolean): Session {
  const config = loadConfig(vendors, { streams });
  if (needsConfig) refuseProblems(config);
  const controller = new AbortController();
  let since = Number.NEGATIVE_INFINITY;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (performance.now() - since < ONE_SIGNAL_MS) return;
      if (controller.signal.aborted) process.exit(130);
      since = performance.now();
      terminal.note('ggr: ending after what is being committed (again to end at once)');
      controller.abort(new Interrupted());
    });
  }
  return { config, terminal, now: Date.now, signal: controller.signal };
}

/** Which streams a command pulls. */
export interface Claim {
  readonly streams: readonly AccountStream[];
  readonly command: string;
  readonly session: Session;
}

/**
 * Opens the store to read, as the file or, in a daemon, as it stands at this moment. A query that runs
 * when the session is aborted is ended. `reachable` are the files that its SQL may touch.
 */
export async function openToRead(
  { config, host, signal }: Session,
  reachable: readonly string[] = [],
): Promise<Warehouse> {
  const warehouse = host
    ? await host.warehouse.lendToRead()
    : await Warehouse.openReadOnly(config.warehouse, reachable);
  signal.addEventListener('abort', () => warehouse.interrupt(), { once: true });
  return warehouse;
}

/** Where --out goes. Throws UsageError where nothing can be written there. */
export async function openOutput({ config, host }: Session, out: string): Promise<Target> {
  return host ? host.openTarget(out) : openTarget(out, config.warehouse);
}

/** The text of a file that the user names. Throws UsageError where it cannot be read. */
export async function openInput({ config, host }: Session, path: string): Promise<string> {
  return host ? host.readInput(path) : readInput(path, config.warehouse);
}

/** Opens the store to write, with the configuration's accounts and settings in it. */
export async function openStore(
  session: Session,
  command: string,
  isDemo = false,
  more: Pick<OpenOptions, 'address' | 'memory' | 'onBroken'> = {},
): Promise<Warehouse> {
  const { config, now } = session;
  const warehouse = await Warehouse.open({ path: config.warehouse, command, now, ...more });
  try {
    await writeSettings(warehouse, { ...config, isDemo });
    await rememberAccounts(warehouse, config.accounts);
    return warehouse;
  } catch (error) {
    await warehouse.close();
    throw error;
  }
}

/** Runs `work` with the store open to write, and closes it whatever happens. */
export async function withStore<T>(
  session: Session,
  command: string,
  work: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const warehouse = await (session.host?.warehouse.lend() ?? openStore(session, command));
  return work(warehouse).finally(() => warehouse.close());
}

/** Runs `work` with the store and the network open, and closes both whatever happens. */
export async function withStoreAndNet<T>(
  session: Session,
  command: string,
  work: (warehouse: Warehouse, net: Net) => Promise<T>,
): Promise<T> {
  if (session.host) {
    const { warehouse: shared, net } = session.host;
    const warehouse = await shared.lend();
    return work(warehouse, net).finally(() => warehouse.close());
  }
  const warehouse = await openStore(session, command);
  const gates = openGates(`${warehouse.path}.gates.json`, session.now);
  const net = openNet({ ...NET_DEFAULTS, now: session.now, gates });
  try {
    return await work(warehouse, net);
  } finally {
    await net.close();
    await warehouse.close();
  }
}

/** The same for a command that pulls: in a daemon it waits for whoever pulls one of the streams. */
export async function alone<T>(
  session: Session,
  command: string,
  streams: readonly AccountStream[],
  work: (warehouse: Warehouse, net: Net) => Promise<T>,
): Promise<T> {
  const start = () => withStoreAndNet(session, command, work);
  return session.host ? session.host.alone({ streams, command, session }, start) : start();
}

/** The streams that names such as "pv" or "pv.bets" select, of every configured account; all without names. */
export function selectStreams(config: Config, names: readonly string[]): AccountStream[] {
  const known = new Set([...vendors.map((v) => v.name), ...streams.map((s) => s.name)]);
  for (const name of names) {
    if (!known.has(name)) {
      throw new UsageError(`there is no source ${JSON.stringify(name)}`, {
        hint: `sources are ${[...known].join(', ')}`,
      });
    }
    const vendor = name.split('.')[0];
    if (!config.accounts.some((account) => account.vendor === vendor)) throw notConfigured(vendor);
  }
  if (config.accounts.length === 0) throw notConfigured(undefined);
  const wanted = (stream: AnyStream, account: Account) =>
    names.includes(stream.name) ||
    (isPulled(stream, account) && (names.length === 0 || names.includes(stream.vendor.name)));
  return config.accounts.flatMap((account) =>
    streams
      .filter((stream) => stream.vendor.name === account.vendor && wanted(stream, account))
      .map((stream) => ({ account, stream })),
  );
}

/** Those of one account, or all of them where none is named. Throws UsageError. */
export function ofAccount(
  selected: readonly AccountStream[],
  name: string | undefined,
): readonly AccountStream[] {
  const of = selected.filter(({ account }) => name === undefined || account.name === name);
  if (of.length > 0 || name === undefined) return of;
  const names = [...new Set(selected.map(({ account }) => account.name))];
  throw new UsageError(`there is no account ${JSON.stringify(name)} of these sources`, {
    hint: `there is ${names.join(', ')}`,
  });
}

function notConfigured(vendor: string | undefined): ConfigError {
  const elsewhere = 'describe it in ggr.config.yaml, or try `ggr demo`';
  if (vendor === undefined) {
    return new ConfigError('no vendor is configured', {
      hint: `fill in a vendor's block of .env (.env.example explains it), ${elsewhere}`,
    });
  }
  const settings = Object.entries(vendors.find((v) => v.name === vendor)?.settings ?? {});
  const needed = settings.filter(([, { fallback }]) => fallback === undefined);
  const names = [...needed.map(([name]) => name), 'currency'].map((name) =>
    `GGR_${vendor}_${name}`.toUpperCase(),
  );
  return new ConfigError(`no account is configured for ${vendor}`, {
    hint: `set ${names.join(', ')} in the environment or in .env (.env.example explains them), ${elsewhere}`,
  });
}
