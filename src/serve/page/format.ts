/** How figures, instants and lengths of time are written on the page. Amounts stay the text that the store gave. */

/** 1234567.8900 as 1,234,567.8900: digits are grouped, and none is lost. */
export function grouped(text: string): string {
  const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(text) ?? [];
  if (whole === '') return text;
  return `${sign === '-' ? '−' : ''}${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}${rest}`;
}

/** Amounts of one column, alike: with two digits where no more are needed by any of them, with four else. */
export function amounts(values: readonly (string | null)[]): string[] {
  const isShort = values.every((value) => value === null || /^-?\d+\.\d\d00$/.test(value));
  return values.map((value) => {
    if (value === null) return '–';
    return grouped(isShort ? value.slice(0, -2) : value);
  });
}

/** One amount alone. */
export const amount = (value: string | null): string => amounts([value])[0] as string;

/** Sums of decimal texts with four digits, exact. */
export function sumOf(values: readonly (string | null | undefined)[]): string {
  const total = values.reduce((sum, value) => sum + tenThousandths(value ?? '0'), 0n);
  const digits = String(total < 0n ? -total : total).padStart(5, '0');
  return `${total < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

export function tenThousandths(text: string): bigint {
  const [, sign = '', whole = '0', digits = ''] = /^(-?)(\d+)(?:\.(\d{0,4}))?$/.exec(text) ?? [];
  const value = BigInt(whole) * 10_000n + BigInt(digits.padEnd(4, '0'));
  return sign === '-' ? -value : value;
}

export const percent = (ratio: number | null | undefined): string =>
  typeof ratio === 'number' ? `${(ratio * 100).toFixed(2)} %` : '–';

export const whole = (value: unknown): string =>
  value === null || value === undefined ? '–' : grouped(String(value));

/** "2026-11-02 14:00", UTC. */
export function instant(text: unknown): string {
  if (typeof text !== 'string') return '–';
  return text.slice(0, 16).replace('T', ' ');
}

export const clock = (text: string): string => text.slice(11, 19);

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** "Mon 2 Nov". */
export function dayName(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  return `${DAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** Like p•••: enough to tell a row from the next one. */
export const masked = (id: string): string => `${[...id][0] ?? ''}•••`;
