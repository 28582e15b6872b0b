/**
 * An account's scale, for every vendor in this one place: some operators run WM with 1 reported unit
 * worth 1000 of the currency (NOTES: an account has a currency and a scale). Rows, and whatever is
 * compared with them, hold currency units; the quarantine and `extra` keep what the vendor sent.
 */

import type { ColumnType, Row } from '../contract/row.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import { type Amount, fitting, scaleAmount, scaleSum, UNSCALED } from './money.ts';

/** The columns that a scale multiplies, by their type. */
const MULTIPLY: Partial<Record<ColumnType, typeof scaleAmount>> = {
  'DECIMAL(18,4)': scaleAmount,
  'DECIMAL(38,4)': scaleSum,
};

/** What turns a stream's rows into currency units; it throws Refusal for what then does not fit. */
export function scalerOf(stream: AnyStream, { scale = UNSCALED }: Account): (row: Row) => Row {
  if (scale === UNSCALED) return (row) => row;
  const ratios: readonly string[] = stream.ratios ?? [];
  const amounts = Object.entries(stream.columns).flatMap(([name, type]) => {
    const multiply = MULTIPLY[type];
    return multiply && !ratios.includes(name) ? [{ name, multiply }] : [];
  });
  const sums: readonly (readonly string[])[] = stream.sums ?? [];
  return (row) => {
    const scaled = { ...row };
    for (const { name, multiply } of amounts) {
      const amount = row[name];
      if (typeof amount === 'bigint') scaled[name] = multiply(amount, scale, name);
    }
    for (const names of sums) {
      const total = names.reduce((sum, name) => sum + ((scaled[name] ?? 0n) as Amount), 0n);
      fitting(total, names.at(-1) ?? '');
    }
    return scaled;
  };
}
