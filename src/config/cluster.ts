/** The settings of the cluster, read by config.ts among the others. */
import { hostname } from 'node:os';
import type { Variable } from './variables.ts';

export interface ClusterSettings {
  /** Address of ClickHouse's HTTP interface, with user and password; undefined: there is no cluster. */
  readonly url: string | undefined;
  /** What this ggr is called there. */
  readonly node: string;
  /** Whole gaming months before this one that the store keeps; undefined: all. */
  readonly keepMonths: number | undefined;
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
  keepMonths: {
    name: 'GGR_KEEP_MONTHS',
    about:
      'whole months before this one that the store keeps; older ones that are proven and in ClickHouse are forgotten here; all unless set',
    check: (v) => (/^[1-9]\d{0,2}$/.test(v) ? undefined : 'must be a number of months, 1 to 999'),
  },
} as const satisfies Record<string, Variable>;

/** Reads them with `read`, which reports what is wrong with a value. */
export function readCluster(read: (variable: Variable) => string | undefined): ClusterSettings {
  const url = read(VARIABLES.url);
  const keepMonths = read(VARIABLES.keepMonths);
  return {
    url,
    node: read(VARIABLES.node) ?? hostname(),
    keepMonths: keepMonths === undefined ? undefined : Number(keepMonths),
  };
}
