/** The settings that belong to no account, each a variable of the environment. */
import { isTimeZone, parseIso } from '../transform/time.ts';

/** One setting that is read from a variable. */
export interface Variable {
  readonly name: string;
  readonly about: string;
  readonly fallback?: string;
  readonly secret?: boolean;
  /** Says what is wrong with a value, or nothing; never the value itself. */
  readonly check?: (value: string) => string | undefined;
}

/** A file called ggr.duckdb makes a catalogue called ggr, and then other DuckDB clients find `ggr.bets` ambiguous. */
export const DEFAULT_WAREHOUSE = 'warehouse/store.duckdb';
/** What it was called up to version 0.1. */
export const OLD_WAREHOUSE = 'warehouse/ggr.duckdb';
/** Characters of a token: what is shorter can be guessed. */
export const LEAST_TOKEN = 16;
export const DEFAULT_ACCOUNTS_FILE = 'ggr.config.yaml';

/** In the order in which `ggr config` shows them. */
export const GENERAL = {
  warehouse: {
    name: 'GGR_WAREHOUSE',
    about: 'path of the store',
    fallback: DEFAULT_WAREHOUSE,
    check: (v) => (v.startsWith(':') ? 'must be the path of a file' : undefined),
  },
  publishDir: {
    name: 'GGR_PUBLISH_DIR',
    about: 'folder of the snapshots that readers see; default `published` beside the store',
  },
  config: {
    name: 'GGR_CONFIG',
    about: `path of the file with more accounts; default ${DEFAULT_ACCOUNTS_FILE}, if there is one`,
  },
  syncStart: {
    name: 'GGR_SYNC_START',
    about:
      'ISO date from which sync keeps every stream complete; default seven days before the first sync',
    check: checkInstant,
  },
  reportTimezone: {
    name: 'GGR_REPORT_TIMEZONE',
    about: 'IANA zone in which gaming days are cut',
    fallback: 'UTC',
    // DuckDB's zones are IANA names; an offset has one too: +08:00 is Etc/GMT-8
    check: (v) =>
      isTimeZone(v) && /^[A-Za-z]/.test(v)
        ? undefined
        : 'must be an IANA time zone such as Asia/Manila',
  },
  dayStart: {
    name: 'GGR_DAY_START',
    about: 'time of day at which a gaming day begins in that zone',
    fallback: '00:00',
    check: (v) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(v) ? undefined : 'must be HH:MM'),
  },
  baseCurrency: {
    name: 'GGR_BASE_CURRENCY',
    about: 'currency of reports over several currencies',
    check: checkCurrency,
  },
  checks: {
    name: 'GGR_CHECKS',
    about: "folder with .sql files that `ggr check` runs beside ggr's own",
  },
  readerMemory: {
    name: 'GGR_READER_MEMORY',
    about: 'memory that a process with a query may hold, in MB or GB; past it the query is ended',
    fallback: '1GB',
    check: (v) => (parseMemory(v) ? undefined : 'must be at least 256MB, such as 512MB or 2GB'),
  },
} as const satisfies Record<string, Variable>;

export function checkCurrency(value: string): string | undefined {
  return /^[A-Z][A-Z0-9]{2,9}$/.test(value) ? undefined : 'must be a currency code such as EUR';
}

export function checkInstant(value: string): string | undefined {
  return parseIso(value) === undefined ? 'must be an ISO date such as 2025-03-01' : undefined;
}

/** The entries of a list in one value, apart by commas or spaces. */
export function splitList(value: string): string[] {
  return value.split(/[\s,]+/).filter(Boolean);
}

const MEMORY_UNITS = { MB: 1_000_000, GB: 1_000_000_000 } as const;
/** A process with DuckDB in it holds a hundred before it does anything. */
const LEAST_MEMORY = 256_000_000;

/** 512MB or 2GB in bytes; undefined where the text is no such size, or too small to work with. */
export function parseMemory(text: string): number | undefined {
  const [, digits, unit] = /^(\d{1,6}) ?([MG]B)$/i.exec(text.trim()) ?? [];
  const bytes = Number(digits) * MEMORY_UNITS[unit?.toUpperCase() as keyof typeof MEMORY_UNITS];
  return bytes >= LEAST_MEMORY ? bytes : undefined;
}
