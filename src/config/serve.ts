/** The settings of `ggr serve`, read by config.ts among the others. */
import { validate } from 'node-cron';
import type { Vendor } from '../contract/vendor.ts';
import type { PingSettings } from './pings.ts';
import type { TracingSettings } from './tracing.ts';
import { LEAST_TOKEN, splitList, type Variable } from './variables.ts';

export interface ServeSettings {
  /** Where the internal listener stands. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The bearer token that moves money and reads, if one was set; else the daemon makes one. */
  readonly apiToken: string | undefined;
  /** The one that only reads, likewise. */
  readonly sqlToken: string | undefined;
  /** Where Postgres' clients are answered; nowhere unless a port is set. */
  readonly postgres:
    | {
        readonly host: string;
        readonly port: number;
        /** Files (PEM); without them nothing is encrypted. */
        readonly cert: string | undefined;
        readonly key: string | undefined;
      }
    | undefined;
  /** Names under which the page is reached, beside addresses and localhost; in small letters. */
  readonly pageHosts: readonly string[];
  readonly logLevel: string;
  /** What the process that owns the store may hold, in MiB, before it is ended; undefined: by the machine's memory. */
  readonly warehouseMemoryMb: number | undefined;
  /** Cron expressions in UTC by vendor, or "off". */
  readonly schedules: Readonly<Record<string, string>>;
  /** Addresses that are told of scheduled jobs, by vendor or job. */
  readonly pings: PingSettings;
  /** Where spans go; undefined: nowhere. */
  readonly tracing: TracingSettings | undefined;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

const VARIABLES: readonly Variable[] = [
  {
    name: 'GGR_HOST',
    about: "the daemon's internal address: commands, status, SQL",
    fallback: '127.0.0.1',
    check: checkHost,
  },
  {
    name: 'GGR_PORT',
    about: 'its port; 0 takes any free one',
    fallback: '8080',
    check: checkPort,
  },
  {
    name: 'GGR_API_TOKEN',
    about:
      'bearer token of the internal address, which moves money; default one made and kept beside the store',
    secret: true,
    check: checkToken,
  },
  {
    name: 'GGR_SQL_TOKEN',
    about: 'bearer token that only reads: SQL, status, metrics, page; default one made likewise',
    secret: true,
    check: checkToken,
  },
  {
    name: 'GGR_PG_PORT',
    about: 'port for Postgres clients, which only read; off unless set; 0 takes any free one',
    check: checkPort,
  },
  {
    name: 'GGR_PG_HOST',
    about: 'its address',
    fallback: '127.0.0.1',
    check: checkHost,
  },
  { name: 'GGR_PG_CERT', about: 'file (PEM) with the certificate by which it speaks TLS' },
  { name: 'GGR_PG_KEY', about: 'file (PEM) with the key of that certificate' },
  {
    name: 'GGR_PAGE_HOSTS',
    about:
      'names under which browsers reach the page, apart by commas; addresses and localhost need none',
    check: checkHosts,
  },
  {
    name: 'GGR_LOG_LEVEL',
    about: "how much of the daemon's log is written",
    fallback: 'info',
    check: (v) => (LOG_LEVELS.includes(v) ? undefined : `must be one of ${LOG_LEVELS.join(', ')}`),
  },
  {
    name: 'GGR_WAREHOUSE_MEMORY_MB',
    about: 'what the process that owns the store may hold before it is ended and started again',
    check: (v) =>
      /^\d{3,7}$/.test(v) && Number(v) >= 512 ? undefined : 'must be MiB, at least 512',
  },
];

function checkHost(value: string): string | undefined {
  return /^[\w.:-]+$/.test(value) ? undefined : 'must be an address or a host name';
}

function checkHosts(value: string): string | undefined {
  return splitList(value).every((name) => /^[\w-]+(\.[\w-]+)*$/.test(name))
    ? undefined
    : 'must be host names without a port, such as ggr.example.com';
}

function checkPort(value: string): string | undefined {
  const isPort = /^\d{1,5}$/.test(value) && Number(value) <= 65_535;
  return isPort ? undefined : 'must be a port from 0 to 65535';
}

function checkToken(value: string): string | undefined {
  if (!/^[!-~]+$/.test(value)) return 'must be visible characters without a space';
  return value.length < LEAST_TOKEN
    ? `must have at least ${LEAST_TOKEN} characters: \`openssl rand -hex 32\` makes one`
    : undefined;
}

type Read = (variable: Variable) => string | undefined;

/** Reads them with `read`, which reports what is wrong with a value. */
export function readServe(read: Read): Omit<ServeSettings, 'schedules' | 'pings' | 'tracing'> {
  const [host, port, apiToken, sqlToken, pgPort, pgHost = '127.0.0.1', cert, key, ...more] =
    VARIABLES.map(read);
  const [pageHosts = '', logLevel, memoryMb] = more;
  return {
    host: host ?? '127.0.0.1',
    port: Number(port),
    apiToken,
    sqlToken,
    postgres: pgPort === undefined ? undefined : { host: pgHost, port: Number(pgPort), cert, key },
    pageHosts: splitList(pageHosts.toLowerCase()),
    logLevel: logLevel ?? 'info',
    warehouseMemoryMb: memoryMb === undefined ? undefined : Number(memoryMb),
  };
}

/** Cron expressions by vendor. */
export function readSchedules(vendors: readonly Vendor[], read: Read): Record<string, string> {
  const schedules: Record<string, string> = {};
  for (const { name } of vendors) {
    const expression = read({
      name: `GGR_SCHEDULE_${name.toUpperCase()}`,
      about: `when the daemon pulls from ${name.toUpperCase()}: cron in UTC, or off`,
      check: checkSchedule,
    });
    if (expression !== undefined) schedules[name] = expression;
  }
  return schedules;
}

/** Says what is wrong with a schedule, or nothing. */
export function checkSchedule(expression: string): string | undefined {
  if (expression === 'off' || validate(expression)) return undefined;
  return 'must be a cron expression such as */5 * * * *, or off';
}
