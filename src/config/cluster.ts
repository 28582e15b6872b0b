/** The settings of the cluster, read by config.ts among the others. */
import { hostname } from 'node:os';
import type { Variable } from './variables.ts';

export interface ClusterSettings {
  /** Address of ClickHouse's HTTP interface, with user and password; undefined: there is no cluster. */
  readonly url: string | undefined;
  /** What this ggr is called there. */
  readonly node: string;
}

const VARIABLES = {
  url: {
    name: 'GGR_CLICKHOUSE_URL',
    about:
      'ClickHouse to which everything is sent, too: https://user:password@host:8443; off unless set',
    secret: true,
    check: (v) =>
      /^https?:\/\/[^/\s]+/.test(v) && URL.canParse(v)
        ? undefined
        : 'must be an address such as https://user:password@host:8443',
  },
  node: {
    name: 'GGR_CLUSTER_NODE',
    about: 'what this ggr is called there; default the name of the machine',
    check: (v) => (/^[\w.-]{1,64}$/.test(v) ? undefined : 'must be letters, digits, . _ and -'),
  },
} as const satisfies Record<string, Variable>;

/** Reads them with `read`, which reports what is wrong with a value. */
export function readCluster(read: (variable: Variable) => string | undefined): ClusterSettings {
  const url = read(VARIABLES.url);
  return { url, node: read(VARIABLES.node) ?? hostname() };
}
