/** A file of rates of exchange (date, currency, rate, source) as rows, or what is wrong with its lines. */
import { Refusal } from '../contract/errors.ts';
import type { EpochMs } from '../contract/window.ts';
import { type CsvRecord, parseCsv } from './csv.ts';
import { DAY_MS } from './time.ts';

const COLUMNS = ['date', 'currency', 'rate', 'source'] as const;
type Column = (typeof COLUMNS)[number];

/** Base units for one unit of the currency; the rate is text, for DECIMAL(20,12). */
export type FxRate = Readonly<Record<Column, string>>;

export interface FxFile {
  readonly rates: readonly FxRate[];
  /** One per wrong line, with its number. Where there is one, nothing of the file may be used. */
  readonly problems: readonly string[];
}

interface Terms {
  readonly baseCurrency: string;
  readonly now: EpochMs;
}

const RATE = /^([0-9]{1,8})(?:\.([0-9]+))?$/;
const DECIMALS = 12;
const LONGEST_SOURCE = 100;

export function readFxRates(text: string, terms: Terms): FxFile {
  const rates: FxRate[] = [];
  const problems: string[] = [];
  const lines = new Map<string, number>();
  try {
    const [head, ...records] = parseCsv(text).filter(isNotBlank);
    const columns = readHead(head);
    for (const record of records) {
      const rate = attempt(() => toRate(record, columns, terms), record.line, problems);
      if (!rate) continue;
      const key = JSON.stringify([rate.date, rate.currency, rate.source]);
      const before = lines.get(key);
      lines.set(key, record.line);
      if (before === undefined) rates.push(rate);
      else
        problems.push(`line ${record.line}: the same date, currency and source as line ${before}`);
    }
    if (records.length === 0) problems.push('line 1: no rates follow the header');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.push(`${error.field}: ${error.reason}`);
  }
  return { rates, problems };
}

/** A line of commas is no blank one: it lost its rate. */
function isNotBlank({ fields: [only = '', ...others] }: CsvRecord): boolean {
  return only.trim() !== '' || others.length > 0;
}

function attempt<T>(work: () => T, line: number, problems: string[]): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    problems.push(`line ${line}: ${error.field} ${error.reason}`);
    return undefined;
  }
}

/** Where each column stands; they may come in any order. */
function readHead(head: CsvRecord | undefined): readonly Column[] {
  const names = head?.fields ?? [];
  const isWhole = names.length === COLUMNS.length && COLUMNS.every((name) => names.includes(name));
  if (isWhole) return names as readonly Column[];
  throw new Refusal('line 1', `the header must be ${COLUMNS.join(',')}`);
}

function toRate({ fields }: CsvRecord, columns: readonly Column[], terms: Terms): FxRate {
  if (fields.length !== columns.length) {
    throw new Refusal('record', `has ${fields.length} fields, not ${columns.length}`);
  }
  const value = (name: Column) => fields[columns.indexOf(name)] ?? '';
  const currency = value('currency');
  if (!/^[A-Z][A-Z0-9]{2,9}$/.test(currency)) {
    throw new Refusal('currency', `${JSON.stringify(currency)} is not a code such as EUR`);
  }
  const rate = readRate(value('rate'));
  if (currency === terms.baseCurrency && !/^0*1$/.test(rate)) {
    throw new Refusal('rate', `of the base currency ${currency} to itself is 1, not ${rate}`);
  }
  return {
    date: readDate(value('date'), terms.now),
    currency,
    rate,
    source: readSource(value('source')),
  };
}

function readDate(text: string, now: EpochMs): string {
  const instant = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(instant) || new Date(instant).toISOString().slice(0, 10) !== text) {
    throw new Refusal('date', `${JSON.stringify(text)} is not a date such as 2025-03-01`);
  }
  // east of Greenwich it is tomorrow already
  if (instant > now + DAY_MS) throw new Refusal('date', `${text} lies in the future`);
  return text;
}

/** Digits that the store cannot hold are refused, never rounded. */
function readRate(text: string): string {
  const [, whole, decimals = ''] = RATE.exec(text) ?? [];
  if (whole === undefined) {
    throw new Refusal(
      'rate',
      `${JSON.stringify(text)} is not a decimal such as 0.1284, below 100000000`,
    );
  }
  const kept = decimals.replace(/0+$/, '');
  if (kept.length > DECIMALS)
    throw new Refusal('rate', `${text} has more than ${DECIMALS} decimals`);
  if (/^0+$/.test(whole) && kept === '') throw new Refusal('rate', 'must be above zero');
  return kept === '' ? whole : `${whole}.${kept}`;
}

function readSource(text: string): string {
  if (text.trim() !== '' && text.length <= LONGEST_SOURCE) return text.trim();
  throw new Refusal('source', `must be named in at most ${LONGEST_SOURCE} characters`);
}
