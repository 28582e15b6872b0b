/** Opens what a command works on: the store and the network. */
import { leftOut } from '../../config/left-out.ts';
import type { Net } from '../../contract/net.ts';
import type { AccountStream } from '../../contract/stream.ts';
import { openStoreNet } from '../../extract/open-net.ts';
import { openStore } from '../../load/open-store.ts';
import { Warehouse } from '../../load/warehouse.ts';
import { endedBy, lendToRead, withLent } from '../../serve/lend.ts';
import type { Session } from '../../serve/session.ts';
import type { Kept } from '../../sync/gaps.ts';
import { readInput } from './input.ts';

/** What is to be complete, as the configuration says. */
export function keptBy({ config, catalogue, now }: Session): Kept {
  const { accounts, syncStart } = config;
  return { accounts, syncStart, streams: catalogue.streams, now: now() };
}

/**
 * Says which accounts a pull of these sources, or of one account, leaves alone, and whether there are any. Throws ConfigError where
 * that leaves nothing of what was named.
 */
export function leaveOut(
  { config, terminal }: Session,
  sources: readonly string[],
  account?: string,
): boolean {
  const problems = leftOut(config, sources, account);
  for (const problem of problems) terminal.note(`left out of this: ${problem}`);
  return problems.length > 0;
}

/** Says which settings of vendors are wrong: what the configuration should keep complete lacks them. */
export function sayLeftOut({ config, terminal }: Session): void {
  for (const problem of config.vendorProblems) terminal.note(`left out of this: ${problem}`);
}

/**
 * Opens the store to read, as the file or, in a daemon, as it stands at this moment. A query that runs
 * when the session is aborted is ended.
 */
export async function openToRead({ config, host, signal }: Session): Promise<Warehouse> {
  if (host) return lendToRead(host, signal);
  return endedBy(signal, await Warehouse.openReadOnly(config.warehouse));
}

/** The text of a file that the user names. Throws UsageError where it cannot be read. */
export async function openInput({ config, host }: Session, path: string): Promise<string> {
  return host ? host.readInput(path) : readInput(path, config.warehouse);
}

/** Opens the store to write on behalf of a command, where no daemon holds it. */
export function openOwnStore(
  { config, catalogue, now }: Session,
  command: string,
): Promise<Warehouse> {
  return openStore({ config, catalogue, now, command });
}

/** Runs `work` with the store open to write, and closes it whatever happens. */
export async function withStore<T>(
  session: Session,
  command: string,
  work: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  if (session.host) return withLent(session.host, work);
  const warehouse = await openOwnStore(session, command);
  return work(warehouse).finally(() => warehouse.close());
}

/** Runs `work` with a network of the store's gates, and closes it whatever happens. */
export async function withNet<T>(
  { config, now, terminal }: Session,
  work: (net: Net) => Promise<T>,
): Promise<T> {
  const { warehouse: store, network } = config;
  const net = openStoreNet({ store, now, network, note: (line) => terminal.note(`ggr: ${line}`) });
  return work(net).finally(() => net.close());
}

/** What a command pulls, and under which name it holds the store. */
export interface PullClaim {
  readonly streams: readonly AccountStream[];
  readonly command: string;
}

/** Runs `work` with store and network; in a daemon it waits for whoever pulls one of the streams. */
export async function alone<T>(
  session: Session,
  claim: PullClaim,
  work: (warehouse: Warehouse, net: Net) => Promise<T>,
): Promise<T> {
  const { host } = session;
  if (host) return host.alone({ ...claim, session }, () => withLent(host, work));
  return withStore(session, claim.command, (warehouse) =>
    withNet(session, (net) => work(warehouse, net)),
  );
}
