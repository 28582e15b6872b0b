/** Counts what goes over the network of one process; `status`, /metrics and the page show it. */
import type { WindowCounts } from '../contract/ledger.ts';
import type { Net } from '../contract/net.ts';
import type { StreamTraffic, TrafficCounter, TrafficKey } from '../contract/traffic.ts';

interface Counts {
  requests: number;
  waitedMs: number;
  readonly refusals: Map<string, number>;
  readonly rows: Map<string, number>;
}

const OUTCOMES = [
  'received',
  'inserted',
  'updated',
  'unchanged',
  'withdrawn',
  'quarantined',
] as const satisfies readonly (keyof WindowCounts)[];

export class Traffic implements TrafficCounter {
  readonly #counts = new Map<string, Counts>();

  asked(key: TrafficKey): void {
    this.#of(key).requests += 1;
  }

  waited(key: TrafficKey, ms: number): void {
    this.#of(key).waitedMs += ms;
  }

  refused(key: TrafficKey, code: string): void {
    add(this.#of(key).refusals, code, 1);
  }

  loaded(key: TrafficKey, counts: WindowCounts): void {
    const { rows } = this.#of(key);
    for (const outcome of OUTCOMES) add(rows, outcome, counts[outcome]);
  }

  /** Undefined where nothing was asked. */
  of(key: TrafficKey): StreamTraffic | undefined {
    const counts = this.#counts.get(nameOf(key));
    return counts && told(counts);
  }

  /** Of whatever was asked, by account and stream. */
  all(): (TrafficKey & StreamTraffic)[] {
    return [...this.#counts].map(([name, counts]) => {
      const [account = '', stream = ''] = name.split(' ');
      return { account, stream, ...told(counts) };
    });
  }

  #of(key: TrafficKey): Counts {
    const name = nameOf(key);
    let counts = this.#counts.get(name);
    if (!counts) {
      counts = { requests: 0, waitedMs: 0, refusals: new Map(), rows: new Map() };
      this.#counts.set(name, counts);
    }
    return counts;
  }
}

/** The same network for one stream: what is asked over it is counted as the stream's. */
export function netOf(net: Net, stream: string): Net {
  return { ...net, call: (call) => net.call({ ...call, stream }) };
}

/** Neither accounts nor streams have blanks in their names. */
const nameOf = ({ account, stream }: TrafficKey) => `${account} ${stream}`;

const told = ({ requests, waitedMs, refusals, rows }: Counts): StreamTraffic => ({
  requests,
  refusals: Object.fromEntries([...refusals].toSorted()),
  waited_seconds: Math.round(waitedMs) / 1000,
  rows: Object.fromEntries(rows),
});

function add(counts: Map<string, number>, name: string, more: number): void {
  counts.set(name, (counts.get(name) ?? 0) + more);
}
