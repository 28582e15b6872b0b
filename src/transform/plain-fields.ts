/** The fields of ordinary records, as a loop meets them: what each may hold, and into which column it goes. */
import { LosslessNumber } from 'lossless-json';
import type * as z from 'zod';
import type { Plain, PlainColumn, PlainKind } from '../contract/plain.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import { type BufferType, ColumnBuffer, isBufferType } from './column-buffers.ts';
import { wholeScale } from './exact-numbers.ts';

const LI = 10; // ten-thousandths
/** Keys are compared and kept in every table of the ledger; nothing else of an ordinary record is long. */
const LONGEST_KEY = 256;
const LONGEST_TEXT = 1024;

/** A column that is being filled. */
export interface FilledColumn {
  readonly buffer: ColumnBuffer;
  /** What stands for a missing text; null without it. */
  readonly otherwise: string | null;
  /** The row that has a value already, and by which of its fields. */
  row: number;
  rank: number;
  /** The number that was written last. */
  value: number;
}

export interface PlainField {
  readonly name: string;
  readonly kind: PlainKind;
  readonly column: FilledColumn;
  /** Of the fields of its column the one of the lowest rank counts. */
  readonly rank: number;
  readonly takesUndefined: boolean;
  readonly takesNull: boolean;
  readonly takesEmpty: boolean;
  readonly takesNumber: boolean;
  readonly takesLong: boolean;
  readonly takesBit: boolean;
  readonly skipsEmpty: boolean;
  /** Whether another field has the same column, so that a text may be left out of what the column checks. */
  readonly isOneOfMany: boolean;
  readonly longest: number;
  readonly least: number;
  readonly times: number;
  readonly micros: (text: string) => number;
  /** What the schema says of a value that has any shape. */
  readonly accepts: (value: unknown) => boolean;
  /** The row that had it last. */
  row: number;
}

/** What an ordinary record of an account's stream has; undefined where the stream or the account is none for it. */
export function plainFields(
  stream: AnyStream,
  account: Account,
): { readonly fields: PlainField[]; readonly columns: FilledColumn[] } | undefined {
  const plain = stream.plain as Plain | undefined;
  const scale = wholeScale(account.scale);
  const types = Object.entries(stream.columns);
  // keys of one answer are compared as texts
  const hasTextKey = stream.key.every((name) => stream.columns[name] === 'VARCHAR');
  if (stream.identity && (stream.key.length > 1 || !hasTextKey)) return undefined;
  const isKept = types.every(
    ([name, type]) => isBufferType(type) && !stream.ratios?.includes(name),
  );
  if (!plain || scale === undefined || !isKept) return undefined;
  const columns: FilledColumn[] = [];
  const fields: PlainField[] = [];
  for (const [name, type] of types) {
    const declared = plain.columns[name] ?? 'text';
    const rule: PlainColumn = typeof declared === 'string' ? { as: declared } : declared;
    const buffer = new ColumnBuffer(name, type as BufferType);
    const column = { buffer, otherwise: rule.otherwise ?? null, row: -1, rank: 0, value: 0 };
    columns.push(column);
    for (const [rank, field] of (rule.of ?? [name]).entries()) {
      const schema = stream.record.shape[field] as z.ZodType;
      const longest = stream.key.includes(name) ? LONGEST_KEY : LONGEST_TEXT;
      fields.push({
        ...{ name: field, kind: rule.as, column, rank, longest, row: -1 },
        ...taken(schema),
        skipsEmpty: rule.skipsEmpty === true,
        isOneOfMany: (rule.of?.length ?? 1) > 1,
        least: rule.least ?? Number.NEGATIVE_INFINITY,
        times: timesOf(rule.as, scale),
        micros: rule.micros?.(account) ?? (() => Number.NaN),
        accepts: (value) => schema.safeParse(value).success,
      });
    }
  }
  return { fields, columns };
}

/** What a whole number of the vendor's is multiplied by; amounts alone have a scale. */
function timesOf(kind: PlainKind, scale: number): number {
  if (kind === 'li') return LI * scale;
  return kind === 'decimal' || kind === 'float' ? scale : 1;
}

/** The schema says what a field may be; it is asked once. */
function taken(schema: z.ZodType) {
  const takes = (value: unknown) => schema.safeParse(value).success;
  return {
    takesUndefined: takes(undefined),
    takesNull: takes(null),
    takesEmpty: takes(''),
    takesNumber: takes(1.5) && takes(1),
    takesLong: takes(new LosslessNumber('1')),
    takesBit: takes(0) && takes(1),
  };
}
