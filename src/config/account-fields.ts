/** What an account is made of, wherever it is set: its vendor's own fields and those that all have. */
import type { Account, Setting, Vendor } from '../contract/vendor.ts';
import { readScale, UNSCALED } from '../transform/money.ts';
import { parseIso } from '../transform/time.ts';
import { checkCurrency, checkInstant, splitList } from './variables.ts';

/** `name` is the key in ggr.config.yaml and, in capitals, the tail of the variable's name. */
export interface Field extends Setting {
  readonly name: string;
  /** Has a meaning of its own where nothing is set. */
  readonly isOptional?: boolean;
}

/** The values of an account's fields by name; undefined where nothing is set and nothing assumed. */
export type FieldValues = Readonly<Record<string, string | undefined>>;

/** Vendors, and the names of their streams where they are to be checked. */
export interface Known {
  readonly vendors: readonly Vendor[];
  readonly streams: readonly string[] | undefined;
}

/** The fields of a vendor's accounts, in the order in which they are shown. */
export function fieldsOf(vendor: Vendor, { streams }: Known): Field[] {
  const { name, settings, defaults } = vendor;
  const ofVendor = streams?.filter((stream) => stream.startsWith(`${name}.`));
  return [
    ...Object.entries(settings).map(([field, setting]) => ({ ...setting, name: field })),
    {
      name: 'currency',
      about: `currency of the account at ${name.toUpperCase()}`,
      check: checkCurrency,
    },
    {
      name: 'concurrency',
      about: 'requests at the same time',
      fallback: String(defaults.concurrency),
      check: (v) =>
        /^\d{1,6}$/.test(v) && Number(v) > 0 ? undefined : 'must be a whole number above 0',
    },
    {
      name: 'requests_per_second',
      about: 'requests started per second',
      fallback: String(defaults.requestsPerSecond),
      check: (v) =>
        /^\d{1,6}(\.\d{1,3})?$/.test(v) && Number(v) > 0 ? undefined : 'must be a number above 0',
    },
    {
      name: 'lag_seconds',
      about: 'how far behind now it is read',
      fallback: String(defaults.lagSeconds),
      check: (v) => (/^\d{1,6}$/.test(v) ? undefined : 'must be a whole number'),
    },
    {
      name: 'start',
      about: 'ISO date from which sync keeps its streams complete; default GGR_SYNC_START',
      isOptional: true,
      check: checkInstant,
    },
    {
      name: 'scale',
      about: 'currency units that one reported unit is worth, such as 1000',
      fallback: '1',
      check: (v) =>
        readScale(v) === undefined
          ? 'must be a number above 0 with at most 4 decimals, such as 1000'
          : undefined,
    },
    {
      name: 'charset',
      about: 'how the vendor writes text, such as gbk; default utf-8',
      isOptional: true,
      check: (v) => (isCharset(v) ? undefined : 'must be a charset such as utf-8, gbk or big5'),
    },
    {
      name: 'streams',
      about:
        'streams that cost a call a player or game, to be pulled too: names with commas between',
      isOptional: true,
      check: (v) => checkStreams(v, name, ofVendor),
    },
  ];
}

function isCharset(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}

function checkStreams(
  value: string,
  vendor: string,
  known: readonly string[] | undefined,
): string | undefined {
  const unknown = known && splitList(value).filter((name) => !known.includes(name));
  if (!unknown || unknown.length === 0) return undefined;
  return `names ${unknown.join(', ')}: streams of ${vendor} are ${known.join(', ')}`;
}

/** The fields without which there is no account. */
export function requiredOf(fields: readonly Field[]): string[] {
  return fields.filter((f) => f.fallback === undefined && !f.isOptional).map((f) => f.name);
}

interface AccountParts {
  readonly name: string;
  readonly vendor: Vendor;
  /** Checked: every required field is there. */
  readonly values: FieldValues;
  /** Where each field stands, for messages. */
  readonly settingNames: Readonly<Record<string, string>>;
}

/** An account from the text of its checked fields. */
export function toAccount({ name, vendor, values, settingNames }: AccountParts): Account {
  const { currency = '', start, scale = '1', charset, streams = '' } = values;
  const settings = Object.keys(vendor.settings).map((field) => [field, values[field] ?? '']);
  const startsAt = start === undefined ? undefined : parseIso(start);
  return {
    name,
    vendor: vendor.name,
    currency,
    concurrency: Number(values.concurrency),
    requestsPerSecond: Number(values.requests_per_second),
    lagSeconds: Number(values.lag_seconds),
    chosenStreams: splitList(streams),
    settings: Object.fromEntries(settings),
    settingNames,
    scale: readScale(scale) ?? UNSCALED,
    ...(charset === undefined ? {} : { charset }),
    ...(startsAt === undefined ? {} : { start: startsAt }),
  };
}
