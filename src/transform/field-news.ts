/**
 * What a read's fields tell against those that its account and stream had before: fields that appeared, went
 * away or changed their type, and fields that we read and that cannot have gone by chance. Pure.
 */
import type { AnyStream } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import { type FieldTally, hasType, MOST_UNKNOWN, type ReadCensus } from './field-census.ts';
import { type FieldType, TYPES } from './field-shape.ts';
import { HOUR_MS } from './time.ts';

/** What a stream's records had so far, a field. */
export interface KnownField {
  readonly field: string;
  readonly types: readonly FieldType[];
  /** Records looked at, and those of them with a value; old ones fade. */
  readonly records: number;
  readonly present: number;
  /** Records in a row, up to the newest, that had none, and the most before they had one again. */
  readonly lacking: number;
  readonly longest: number;
  readonly lastSeen: EpochMs;
  /** A person said that it may be missing. */
  readonly isExcused: boolean;
}
export type KnownFields = ReadonlyMap<string, KnownField>;

export interface Drift {
  readonly field: string;
  readonly what: 'new' | 'gone' | 'type';
  /** A shape, never a value. */
  readonly sample: string;
  /** An event of the same kind that was last seen before is another one. */
  readonly since: EpochMs | null;
}

/** A field is expected that at least this share of the records have, */
const MOSTLY = 0.5;
/** and missed where so many in a row lack it as would by less than this chance, each by itself, */
const CHANCE = 1e-6;
/** and so many times as many as ever before it came back: records of one game or player come together. */
const TIMES_AS_LONG = 10;
/** Of so many records the older half counts no more. */
const FADE_AT = 20_000;
/** With so many records a field's share is known. */
const ENOUGH = 10_000;
/** With so many records a documented field that appears is news. */
const SOME = 1000;
/** Stands for the fields that are too many to be noted singly. */
export const ALL_OTHERS = '*';

/** Fields that the schema names and that a page, or the whole read, lacks though nearly every record had them. */
export function vanishedFields(
  stream: AnyStream,
  known: KnownFields,
  { lacks, records }: ReadCensus,
): KnownField[] {
  return [...lacks].flatMap(([field, { most, all }]) => {
    const before = known.get(field);
    if (!before || before.isExcused || mayLack(stream, field)) return [];
    const times = all === records ? before.lacking + all : most;
    return isMissed(before, times) ? [before] : [];
  });
}

/** What is to be noted of a read. */
export function driftOf(stream: AnyStream, known: KnownFields, census: ReadCensus): Drift[] {
  const { fields, isFull } = admit(stream, known, census);
  const drift: Drift[] = isFull ? [ALL_OTHER_FIELDS] : [];
  for (const [field, tally] of fields) {
    const before = known.get(field);
    if (isNews({ stream, known, field, tally })) {
      drift.push({ field, what: 'new', sample: sampleOf(tally), since: null });
    }
    if (!before || before.types.length === 0) continue;
    for (const [type, sample] of tally.shapes) {
      if (!before.types.includes(type)) drift.push({ field, what: 'type', sample, since: null });
    }
  }
  return [...drift, ...goneFields(stream, known, census)];
}

/** The fields that are noted by name: the schema's, and so many others of an account and stream in all. */
function admit(stream: AnyStream, known: KnownFields, census: ReadCensus) {
  let room = MOST_UNKNOWN - [...known.keys()].filter((field) => !isNamed(stream, field)).length;
  const fields = [...census.fields].filter(([field, { isKnown }]) => {
    if (isKnown || known.has(field)) return true;
    room -= 1;
    return room >= 0;
  });
  return { fields: new Map(fields), isFull: census.isFull || room < 0 };
}

const ALL_OTHER_FIELDS: Drift = {
  field: ALL_OTHERS,
  what: 'new',
  sample: `more than ${MOST_UNKNOWN} fields that the document does not name`,
  since: null,
};

/** The event that a field which was there is not. */
export function goneEvent({ field, types, lastSeen }: KnownField): Drift {
  return { field, what: 'gone', sample: types.join(','), since: lastSeen };
}

/** Fields that no record has, or none from some record of the read on. */
function goneFields(stream: AnyStream, known: KnownFields, { fields, rows }: ReadCensus): Drift[] {
  const missedSince = ({ field, lacking }: KnownField) => {
    const tally = fields.get(field);
    return tally?.present ? rows - tally.until : lacking + rows;
  };
  return [...known.values()]
    .filter((before) => rows > 0 && !mayLack(stream, before.field))
    .filter((before) => isMissed(before, missedSince(before)))
    .map(goneEvent);
}

interface Meeting {
  readonly stream: AnyStream;
  readonly known: KnownFields;
  readonly field: string;
  readonly tally: FieldTally;
}

/** A field that the document names is news only where many records came without it. */
function isNews({ stream, known, field, tally }: Meeting): boolean {
  if (!tally.isKnown) return true;
  return (
    tally.present > 0 && !known.has(field) && !mayLack(stream, field) && recordsOf(known) >= SOME
  );
}

/** What is known after a read; undefined where that adds nothing worth writing. */
export function learn(
  stream: AnyStream,
  known: KnownFields,
  { census, at }: { readonly census: ReadCensus; readonly at: EpochMs },
): KnownField[] | undefined {
  const { rows } = census;
  if (rows === 0) return undefined;
  const records = recordsOf(known);
  const { fields } = admit(stream, known, census);
  const learnt = [...new Set([...known.keys(), ...fields.keys()])].flatMap((field) => {
    const old = known.get(field) ?? startOf(field, records);
    const tally = fields.get(field);
    const isMet = known.has(field) || tally?.isKnown === false || tally?.present;
    return isMet ? [addTo(old, tally, { rows, at })] : [];
  });
  const isSame = [...known.values()].every((field) =>
    isSettled(field, fields.get(field.field), { rows, at }),
  );
  return learnt.length === known.size && records >= ENOUGH && isSame ? undefined : learnt;
}

/** A read, to what is known of one field. */
interface Read {
  readonly rows: number;
  readonly at: EpochMs;
}

function startOf(field: string, records: number): KnownField {
  const none = { present: 0, lacking: records, longest: 0, lastSeen: 0 };
  return { field, types: [], records, ...none, isExcused: false };
}

function addTo(old: KnownField, tally: FieldTally | undefined, { rows, at }: Read): KnownField {
  const present = tally?.present ?? 0;
  const fade = old.records + rows > FADE_AT ? 2 : 1;
  return {
    ...old,
    types: TYPES.filter((type) => old.types.includes(type) || (tally && hasType(tally, type))),
    records: Math.ceil((old.records + rows) / fade),
    present: Math.ceil((old.present + present) / fade),
    lacking: tally && present > 0 ? rows - tally.until : old.lacking + rows,
    longest: Math.max(old.longest, ...runsOf(old, tally)),
    lastSeen: present > 0 || tally?.isKnown === false ? Math.max(at, old.lastSeen) : old.lastSeen,
  };
}

/** Whether a read says of a field what was known, and not long ago. */
function isSettled(old: KnownField, tally: FieldTally | undefined, { rows, at }: Read): boolean {
  const present = tally?.present ?? 0;
  if (present === 0) return old.present === 0;
  const isSame = present === rows && old.present === old.records;
  const hasNewType = TYPES.some(
    (type) => tally && hasType(tally, type) && !old.types.includes(type),
  );
  return isSame && !hasNewType && at - old.lastSeen < HOUR_MS;
}

/** Runs of records without a value that a read ended. */
function runsOf({ present, lacking }: KnownField, tally: FieldTally | undefined): number[] {
  if (!tally?.present) return [];
  // before it was ever there it was not away
  return present > 0 ? [lacking + tally.lead, tally.longest] : [tally.longest];
}

/** Whether so many records in a row without a value cannot be chance. */
function isMissed({ records, present, longest }: KnownField, times: number): boolean {
  if (present < records * MOSTLY || times <= longest * TIMES_AS_LONG) return false;
  return ((records - present + 1) / (records + 2)) ** times < CHANCE;
}

function recordsOf(known: KnownFields): number {
  return Math.max(0, ...[...known.values()].map(({ records }) => records));
}

function isNamed(stream: AnyStream, field: string): boolean {
  return field in stream.record.shape;
}

function mayLack(stream: AnyStream, field: string): boolean {
  return stream.mayLack?.includes(field) ?? false;
}

function sampleOf({ shapes }: FieldTally): string {
  return [...shapes.values()][0] ?? 'null';
}
