/** The daemon's network: what goes over it is counted for `status` and /metrics, and what it waits for is logged. */
import type { Config } from '../config/config.ts';
import type { Net } from '../contract/net.ts';
import { openStoreNet } from '../extract/open-net.ts';
import { Traffic } from '../extract/traffic.ts';
import type { Log } from './log.ts';
import type { Tracing } from './spans.ts';
import { NO_TRACING, traced } from './tracing.ts';

export type CountedNet = Net & { readonly traffic: Traffic; readonly close: () => Promise<void> };

interface Asked {
  readonly config: Pick<Config, 'warehouse' | 'network'>;
  readonly now: () => number;
  readonly log: Log;
  readonly tracing?: Tracing | undefined;
}

export function openCountedNet({ config, now, log, tracing = NO_TRACING }: Asked): CountedNet {
  const { warehouse: store, network } = config;
  const traffic = new Traffic();
  const note = (line: string) => log.warn(line);
  const net = openStoreNet({ store, now, network, note, traffic });
  return { ...traced(net, tracing), traffic };
}
