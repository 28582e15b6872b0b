/** A refused record as the quarantine keeps it. */
import type { RefusalKind } from '../contract/errors.ts';
import { withoutSecrets } from '../contract/secrets.ts';
import type { AnyStream } from '../contract/stream.ts';
import { isJsonNumber, numberText, toJson } from './json.ts';
import { headOfJson } from './json-head.ts';

export interface RejectedRecord {
  /** The record's key as text; null where it cannot be read. */
  readonly key: string | null;
  readonly field: string;
  readonly reason: string;
  readonly kind: RefusalKind;
  /** The record as JSON: whole, or, of one that is enormous, how long it is and how it begins. */
  readonly raw: string;
}

type Fault = Pick<RejectedRecord, 'field' | 'reason' | 'kind'>;

/** Longer records are not kept whole: one such answer would fill the quarantine of years. */
const LONGEST_RAW = 4 * 1024 * 1024;
const KEPT_OF_LONGER = 64 * 1024;
const LONGEST_REASON = 500;
const LONGEST_KEY = 256;

/** Never throws: whatever the record is, something of it can be kept. */
export function reject(
  stream: AnyStream,
  record: unknown,
  { field, reason, kind }: Fault,
): RejectedRecord {
  return {
    key: readKey(stream, record),
    field: brief(field),
    reason: brief(reason),
    kind,
    raw: rawOf(inOrder(record)),
  };
}

/**
 * The record's text. Of one that is too long the vendor has the whole: reading its window again brings it
 * back, and `cut` says how much of it is missing here.
 */
function rawOf(record: unknown): string {
  const { head, length } = headOfJson(record, LONGEST_RAW);
  if (length <= LONGEST_RAW) return head;
  const begins = head.slice(0, KEPT_OF_LONGER);
  return toJson({ cut: { characters: length, kept: KEPT_OF_LONGER }, begins });
}

/** The order of fields means nothing, and must not make a record that was accepted another one. */
function inOrder(record: unknown): unknown {
  const isPlain = typeof record === 'object' && record !== null && !Array.isArray(record);
  if (!isPlain || isJsonNumber(record)) return record;
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function readKey(stream: AnyStream, record: unknown): string | null {
  if (typeof record !== 'object' || record === null) return null;
  const parts: string[] = [];
  // of alternative names of a key, a record has one
  const names = stream.keyFields
    ? stream.keyFields.filter((name) => name in record).slice(0, 1)
    : stream.key;
  for (const name of names) {
    const value = (record as Record<string, unknown>)[name];
    const text = isJsonNumber(value) ? numberText(value) : value;
    if (typeof text !== 'string' || text === '') return null;
    parts.push(text);
  }
  const key = parts.join('/');
  // one that would be stored as another is none
  return key === '' || key.length > LONGEST_KEY || !key.isWellFormed() ? null : key;
}

function brief(text: string): string {
  return withoutSecrets(text).slice(0, LONGEST_REASON).toWellFormed();
}
