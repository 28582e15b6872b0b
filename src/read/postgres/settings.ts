/** Settings of a session: those that clients ask for, and the one that is ours. */
import { QUESTION_LIMITS } from '../reader-pool.ts';
import type { Facts } from '../reader-protocol.ts';
import { WireError } from './errors.ts';

/** Told to each client when it starts: drivers read text, times and strings by them. */
const REPORTED = {
  server_version: '15.0',
  server_encoding: 'UTF8',
  client_encoding: 'UTF8',
  application_name: '',
  default_transaction_read_only: 'on',
  in_hot_standby: 'off',
  is_superuser: 'off',
  session_authorization: 'ggr',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  integer_datetimes: 'on',
  standard_conforming_strings: 'on',
} as const;

/** Only answered when somebody asks. */
const MORE = {
  server_version_num: '150000',
  search_path: 'ggr',
  transaction_isolation: 'read committed',
  transaction_read_only: 'on',
  default_transaction_isolation: 'read committed',
  max_identifier_length: '63',
  max_index_keys: '32',
  block_size: '8192',
  bytea_output: 'hex',
  extra_float_digits: '1',
  statement_timeout: '0',
  lock_timeout: '0',
  client_min_messages: 'notice',
  lc_collate: 'C',
  lc_ctype: 'C',
  lc_messages: 'C',
  lc_monetary: 'C',
  lc_numeric: 'C',
  lc_time: 'C',
  port: '5432',
  backslash_quote: 'safe_encoding',
  escape_string_warning: 'on',
  row_security: 'on',
  ssl: 'off',
  'ggr.max_age': '60',
  'ggr.as_of': '',
  'ggr.forgotten': '',
} as const;

/** By names in lower case; what is written here is what `show` calls them. */
const NAMES = new Map(
  [...Object.keys(REPORTED), ...Object.keys(MORE)].map((name) => [name.toLowerCase(), name]),
);
/** Whatever is set: times are UTC, text is UTF-8, and nothing is written. */
const FIXED: ReadonlySet<string> = new Set([
  'server_version',
  'server_version_num',
  'server_encoding',
  'client_encoding',
  'default_transaction_read_only',
  'transaction_read_only',
  'in_hot_standby',
  'is_superuser',
  'integer_datetimes',
  'datestyle',
  'intervalstyle',
  'standard_conforming_strings',
  'timezone',
  'session_authorization',
  'ggr.as_of',
  'ggr.forgotten',
]);
/** A client that asks for no less than these wants no notices. */
const WITHOUT_NOTICES: ReadonlySet<string> = new Set(['warning', 'error', 'fatal', 'panic']);
/** What clients set is kept as long as they stay. */
const MOST_SETTINGS = 500;
const LONGEST_VALUE = 10_000;
const TIMEOUT = /^(\d+)\s*(ms|s|min|h|)$/;
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
};
/** Letters and digits of its name, as Postgres takes it; SQL_ASCII is a client without a locale: bytes as they are. */
const UTF8 = /^(utf8|unicode|sqlascii|default|)$/;

export class Settings {
  readonly #values: Map<string, string> = new Map();
  #kept: ReadonlyMap<string, string> = new Map();
  #news: Facts = {};

  /** What the client is told at its start, in order. */
  get reported(): readonly (readonly [string, string])[] {
    return Object.keys(REPORTED).map((name) => [name, this.show(name)]);
  }

  /** All that have a name and a value. */
  get all(): readonly (readonly [string, string])[] {
    return [...NAMES.values()].sort().map((name) => [name, this.show(name)]);
  }

  /** Throws WireError where there is no such setting. */
  show(name: string): string {
    const key = name.toLowerCase();
    const known = NAMES.get(key);
    const value = this.#values.get(key) ?? { ...REPORTED, ...MORE }[known as keyof typeof REPORTED];
    if (value !== undefined) return value;
    throw new WireError('42704', `unrecognized configuration parameter ${JSON.stringify(name)}`);
  }

  /** What clients set in passing is taken and changes nothing, as nothing of it changes what is read. */
  set(name: string, value: string): void {
    const key = name.toLowerCase();
    if (key === 'client_encoding' && !isUtf8(value)) {
      throw new WireError('22023', 'text is UTF-8 here: client_encoding is UTF8');
    }
    if (key === 'ggr.max_age' && !/^\d+(\.\d+)?$/.test(value)) {
      throw new WireError('22023', 'ggr.max_age is a number of seconds, such as 0 or 60');
    }
    if (key === 'statement_timeout' && !TIMEOUT.test(value)) {
      throw new WireError(
        '22023',
        'statement_timeout is a time, such as 5000 (milliseconds) or 5s',
      );
    }
    if (FIXED.has(key)) return;
    const isNew = !this.#values.has(key) && this.#values.size >= MOST_SETTINGS;
    if (isNew || name.length + value.length > LONGEST_VALUE) {
      throw new WireError('53000', 'more is set than one connection may keep');
    }
    this.#values.set(key, value);
  }

  /** What was set so far is what a reset goes back to: the client set it with its start. */
  keep(): void {
    this.#kept = new Map(this.#values);
  }

  /** Without a name: all. */
  reset(name?: string): void {
    const names = name === undefined ? [...this.#values.keys()] : [name.toLowerCase()];
    for (const key of names.filter((each) => !FIXED.has(each))) {
      const kept = this.#kept.get(key);
      if (kept === undefined) this.#values.delete(key);
      else this.#values.set(key, kept);
    }
  }

  /** Notes as of when the newest answer was, and which months none has. */
  note({ asOf, forgotten = '' }: Facts): void {
    if (asOf !== undefined && asOf !== this.show('ggr.as_of')) {
      this.#values.set('ggr.as_of', asOf);
      this.#news = { ...this.#news, asOf };
    }
    if (forgotten === this.show('ggr.forgotten')) return;
    this.#values.set('ggr.forgotten', forgotten);
    this.#news = { ...this.#news, forgotten };
  }

  /** What the client was not told yet of them. */
  takeNews(): Facts {
    const news = this.#news;
    this.#news = {};
    return news;
  }

  /** Whether the client hears what is no warning. */
  get hasNotices(): boolean {
    return !WITHOUT_NOTICES.has(this.show('client_min_messages').toLowerCase());
  }

  /** How long a statement may run; undefined where the client sets no bound of its own below everybody's. */
  get timeoutMs(): number | undefined {
    const [, count = '0', unit = ''] = TIMEOUT.exec(this.show('statement_timeout')) ?? [];
    const asked = Number(count) * (UNITS[unit] ?? 1);
    return asked > 0 && asked < QUESTION_LIMITS.milliseconds ? asked : undefined;
  }

  /** How old an answer's data may be. */
  get maxAgeMs(): number {
    return Number(this.show('ggr.max_age')) * 1000;
  }
}

/** asyncpg writes `'utf-8'`, quotes and all, others UTF_8. */
function isUtf8(encoding: string): boolean {
  return UTF8.test(encoding.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
}
