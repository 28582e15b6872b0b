/** The network of one store: its gates are kept beside it, so that every process on it shares them. */
import type { Net } from '../contract/net.ts';
import { openGates } from './gates.ts';
import { NET_DEFAULTS, type NetOptions, openNet } from './http.ts';

/** Where the gates of a store are kept. */
export const gatesPath = (store: string): string => `${store}.gates.json`;

interface StoreNet extends Partial<Omit<NetOptions, 'now' | 'gates'>> {
  /** Path of the store. */
  readonly store: string;
  /** Epoch ms. */
  readonly now: () => number;
}

/** Connects to vendors on behalf of a store. Close it to let the process end. */
export function openStoreNet({ store, now, ...options }: StoreNet): Net & {
  close: () => Promise<void>;
} {
  return openNet({ ...NET_DEFAULTS, ...options, now, gates: openGates(gatesPath(store), now) });
}
