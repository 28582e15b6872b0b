/** How whoever runs in the daemon takes its store: a connection of its own, given back whatever happens. */
import type { Net } from '../contract/net.ts';
import type { Warehouse } from '../load/warehouse.ts';
import type { Host, Session } from './session.ts';

/** A session of a command that runs in the daemon. */
export type HostedSession = Session & { readonly host: Host };

/** Runs `work` with the daemon's store and network. */
export async function withLent<T>(
  host: Host,
  work: (warehouse: Warehouse, net: Net) => Promise<T>,
): Promise<T> {
  const warehouse = await host.warehouse.lend();
  return work(warehouse, host.net).finally(() => warehouse.close());
}

/** The store as it stands at this moment, to read; what runs on it ends with the signal. Close it after. */
export async function lendToRead(host: Host, signal: AbortSignal): Promise<Warehouse> {
  return endedBy(signal, await host.warehouse.lendToRead());
}

/** Interrupts whatever runs on a store when the signal aborts. */
export function endedBy(signal: AbortSignal, warehouse: Warehouse): Warehouse {
  signal.addEventListener('abort', () => warehouse.interrupt(), { once: true });
  return warehouse;
}
