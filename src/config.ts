/** Configuration: the only file that reads the environment. Every value knows where it was set. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readServe, type ServeSettings } from './config-serve.ts';
import { ConfigError } from './errors.ts';
import type { Account, EpochMs, Vendor } from './stream.ts';
import { isTimeZone, parseIso } from './transform/time.ts';

/** One variable, as `ggr config` shows it. */
export interface ConfigEntry {
  readonly name: string;
  readonly value: string | undefined;
  readonly origin: string;
  readonly secret: boolean;
  readonly about: string;
}

export interface Config {
  readonly warehouse: string;
  /** True if GGR_WAREHOUSE was set, false if the default is meant. */
  readonly warehouseIsSet: boolean;
  readonly syncStart: EpochMs | undefined;
  readonly reportTimezone: string;
  readonly dayStart: string;
  readonly baseCurrency: string | undefined;
  readonly accounts: readonly Account[];
  readonly serve: ServeSettings;
  readonly entries: readonly ConfigEntry[];
  /** GGR_ variables that are set and mean nothing: most likely misspelt. */
  readonly unknown: readonly string[];
  /** Settings that are missing or wrong; refuseProblems throws them. */
  readonly problems: readonly string[];
}

export const DEFAULT_WAREHOUSE = 'warehouse/ggr.duckdb';

interface Variable {
  readonly name: string;
  readonly about: string;
  readonly fallback?: string;
  readonly secret?: boolean;
  readonly check?: (value: string) => string | undefined;
}

const GENERAL: readonly Variable[] = [
  {
    name: 'GGR_WAREHOUSE',
    about: 'path of the store',
    fallback: DEFAULT_WAREHOUSE,
    check: (v) => (v.startsWith(':') ? 'must be the path of a file' : undefined),
  },
  {
    name: 'GGR_SYNC_START',
    about:
      'ISO date from which sync keeps every stream complete; default seven days before the first sync',
    check: (v) =>
      parseIso(v) === undefined ? 'must be an ISO date such as 2025-03-01' : undefined,
  },
  {
    name: 'GGR_REPORT_TIMEZONE',
    about: 'IANA zone in which gaming days are cut',
    fallback: 'UTC',
    // DuckDB's zones are IANA names; an offset has one too: +08:00 is Etc/GMT-8
    check: (v) =>
      isTimeZone(v) && /^[A-Za-z]/.test(v)
        ? undefined
        : 'must be an IANA time zone such as Asia/Manila',
  },
  {
    name: 'GGR_DAY_START',
    about: 'time of day at which a gaming day begins in that zone',
    fallback: '00:00',
    check: (v) => (/^([01]\d|2[0-3]):[0-5]\d$/.test(v) ? undefined : 'must be HH:MM'),
  },
  {
    name: 'GGR_BASE_CURRENCY',
    about: 'currency of reports over several currencies',
    check: checkCurrency,
  },
];

interface Sources {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly folder?: string;
}

/** Throws one ConfigError that names every setting that is wrong. */
export function refuseProblems({ problems }: Config): void {
  if (problems.length === 0) return;
  throw new ConfigError(problems.join('; '), {
    hint: '`ggr config` shows what is set and from where; .env.example explains every setting',
  });
}

/** Reads the environment, then `.env`; what is wrong stands in `problems`. */
export function loadConfig(vendors: readonly Vendor[], sources: Sources = {}): Config {
  const env = sources.env ?? process.env;
  const file = readEnvFile(join(sources.folder ?? process.cwd(), '.env'));
  const reader = new Reader(env, file);
  const [warehouse, syncStart, zone, dayStart, base] = GENERAL.map((v) => reader.read(v));
  const accounts = vendors.flatMap((vendor) => readAccount(vendor, reader));
  const serve = readServe(vendors, (variable) => reader.read(variable));
  return {
    warehouse: warehouse ?? DEFAULT_WAREHOUSE,
    warehouseIsSet: reader.isSet('GGR_WAREHOUSE'),
    syncStart: syncStart === undefined ? undefined : parseIso(syncStart),
    reportTimezone: zone ?? 'UTC',
    dayStart: dayStart ?? '00:00',
    baseCurrency: base,
    accounts,
    serve,
    entries: reader.entries,
    unknown: reader.unknown(),
    problems: reader.problems,
  };
}

function readEnvFile(path: string): Record<string, string | undefined> {
  if (!existsSync(path)) return {};
  try {
    return parseEnv(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new ConfigError(`${path} cannot be read`, { hint: 'check its rights', cause });
  }
}

class Reader {
  readonly entries: ConfigEntry[] = [];
  readonly #env: Readonly<Record<string, string | undefined>>;
  readonly #file: Readonly<Record<string, string | undefined>>;
  readonly problems: string[] = [];

  constructor(
    env: Readonly<Record<string, string | undefined>>,
    file: Readonly<Record<string, string | undefined>>,
  ) {
    this.#env = env;
    this.#file = file;
  }

  isSet(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  read(variable: Variable): string | undefined {
    const { name, fallback, check, about, secret = false } = variable;
    const found = this.#find(name);
    const value = found?.value ?? fallback;
    this.entries.push({
      name,
      value,
      origin: found?.origin ?? (fallback === undefined ? 'not set' : 'default'),
      secret,
      about,
    });
    const problem = value === undefined ? undefined : check?.(value);
    if (problem) this.problem(`${name} ${problem}`);
    return value;
  }

  problem(text: string): void {
    this.problems.push(text);
  }

  unknown(): string[] {
    const known = new Set(this.entries.flatMap(({ name }) => [name, `${name}_FILE`]));
    const names = [...Object.keys(this.#env), ...Object.keys(this.#file)];
    return [...new Set(names.filter((n) => n.startsWith('GGR_') && !known.has(n)))].sort();
  }

  #find(name: string): { value: string; origin: string } | undefined {
    for (const [values, origin] of [
      [this.#env, 'environment'],
      [this.#file, '.env'],
    ] as const) {
      const value = values[name]?.trim();
      if (value) return { value, origin };
      const path = values[`${name}_FILE`]?.trim();
      if (path)
        return { value: this.#secretFrom(path, `${name}_FILE`), origin: `${origin}, ${name}_FILE` };
    }
    return undefined;
  }

  #secretFrom(path: string, name: string): string {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      const problem = `${name} names ${path}, which cannot be read`;
      if (!this.problems.includes(problem)) this.problems.push(problem);
      return '';
    }
  }
}

/** The account that the environment describes for a vendor, named like it; none if nothing is set. */
function readAccount(vendor: Vendor, reader: Reader): Account[] {
  const prefix = `GGR_${vendor.name.toUpperCase()}_`;
  const named = (name: string) => `${prefix}${name.toUpperCase()}`;
  const settings: Record<string, string | undefined> = {};
  for (const [name, setting] of Object.entries(vendor.settings)) {
    settings[name] = reader.read({ ...setting, name: named(name) });
  }
  const currency = reader.read({
    name: named('currency'),
    about: `currency of the account at ${vendor.name.toUpperCase()}`,
    check: checkCurrency,
  });
  const { defaults } = vendor;
  const number = (name: string, about: string, fallback: number, rule: RegExp, says: string) =>
    Number(
      reader.read({
        name: named(name),
        about,
        fallback: String(fallback),
        check: (v) =>
          rule.test(v) && (Number(v) > 0 || name === 'lag_seconds') ? undefined : says,
      }),
    );
  const whole = /^\d{1,6}$/;
  const account = {
    name: vendor.name,
    vendor: vendor.name,
    concurrency: number(
      'concurrency',
      'requests at the same time',
      defaults.concurrency,
      whole,
      'must be a whole number above 0',
    ),
    requestsPerSecond: number(
      'requests_per_second',
      'requests started per second',
      defaults.requestsPerSecond,
      /^\d{1,6}(\.\d{1,3})?$/,
      'must be a number above 0',
    ),
    lagSeconds: number(
      'lag_seconds',
      'how far behind now it is read',
      defaults.lagSeconds,
      whole,
      'must be a whole number',
    ),
  };
  const chosen = reader.read({
    name: named('streams'),
    about: 'streams that cost a call a player or game, to be pulled too: names with commas between',
  });
  const required = Object.keys(settings).filter(
    (name) => vendor.settings[name]?.fallback === undefined,
  );
  const given = { ...settings, currency };
  const missing = [...required, 'currency'].filter((name) => !given[name as keyof typeof given]);
  if (missing.length === required.length + 1) return [];
  if (missing.length > 0) {
    reader.problem(
      `${missing.map(named).join(' and ')} must be set beside the other ${prefix} settings`,
    );
    return [];
  }
  return [
    {
      ...account,
      currency: currency as string,
      chosenStreams: chosen?.split(/[\s,]+/).filter(Boolean) ?? [],
      settings: settings as Record<string, string>,
      settingNames: Object.fromEntries(Object.keys(settings).map((name) => [name, named(name)])),
    },
  ];
}

function checkCurrency(value: string): string | undefined {
  return /^[A-Z][A-Z0-9]{2,9}$/.test(value) ? undefined : 'must be a currency code such as EUR';
}
