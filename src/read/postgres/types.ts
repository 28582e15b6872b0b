/** DuckDB's types by the numbers (oids) that Postgres' clients know. */

export interface PgType {
  readonly oid: number;
  /** Bytes; -1 where it varies. */
  readonly size: number;
  /** Digits of a numeric, as Postgres packs them; -1 without. */
  readonly modifier: number;
  /** Of a list: what it holds. */
  readonly element?: PgType;
}

export const OID = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  oid: 26,
  json: 114,
  float4: 700,
  float8: 701,
  unknown: 705,
  char: 18,
  name: 19,
  bpchar: 1042,
  varchar: 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  numeric: 1700,
  uuid: 2950,
} as const;

const plain = (oid: number, size = -1): PgType => ({ oid, size, modifier: -1 });
const TEXT = plain(OID.text);
const JSON_TYPE = plain(OID.json);
const TIMESTAMP = plain(OID.timestamp, 8);

/** Postgres packs precision and scale into one number, 4 more. */
function numeric(precision: number, scale: number): PgType {
  return { oid: OID.numeric, size: -1, modifier: ((precision << 16) | scale) + 4 };
}

const TYPES: Readonly<Record<string, PgType>> = {
  BOOLEAN: plain(OID.bool, 1),
  TINYINT: plain(OID.int2, 2),
  UTINYINT: plain(OID.int2, 2),
  SMALLINT: plain(OID.int2, 2),
  USMALLINT: plain(OID.int4, 4),
  INTEGER: plain(OID.int4, 4),
  // of our own columns none is one; those of the catalogue that are called oid are
  UINTEGER: plain(OID.oid, 4),
  BIGINT: plain(OID.int8, 8),
  UBIGINT: numeric(20, 0),
  HUGEINT: numeric(39, 0),
  UHUGEINT: numeric(39, 0),
  FLOAT: plain(OID.float4, 4),
  DOUBLE: plain(OID.float8, 8),
  VARCHAR: TEXT,
  BLOB: plain(OID.bytea),
  DATE: plain(OID.date, 4),
  TIME: plain(OID.time, 8),
  TIMESTAMP,
  TIMESTAMP_S: TIMESTAMP,
  TIMESTAMP_MS: TIMESTAMP,
  TIMESTAMP_NS: TIMESTAMP,
  'TIMESTAMP WITH TIME ZONE': plain(OID.timestamptz, 8),
  INTERVAL: plain(OID.interval, 16),
  UUID: plain(OID.uuid, 16),
  JSON: JSON_TYPE,
};

/** Of a list of each. */
const LISTS: Readonly<Record<number, number>> = {
  [OID.bool]: 1000,
  [OID.bytea]: 1001,
  [OID.int2]: 1005,
  [OID.int4]: 1007,
  [OID.text]: 1009,
  [OID.int8]: 1016,
  [OID.float4]: 1021,
  [OID.float8]: 1022,
  [OID.oid]: 1028,
  [OID.timestamp]: 1115,
  [OID.date]: 1182,
  [OID.time]: 1183,
  [OID.timestamptz]: 1185,
  [OID.interval]: 1187,
  [OID.json]: 199,
  [OID.numeric]: 1231,
  [OID.uuid]: 2951,
};

/** Types of lists. */
export const LIST_OIDS: ReadonlySet<number> = new Set([...Object.values(LISTS), 1014, 1015]);

const LIST = /\[\d*\]$/;
const STRUCTURED = /^(STRUCT|MAP|UNION|VARIANT)\b/;
const DECIMAL = /^DECIMAL\((\d+),\s*(\d+)\)$/;

/** What a client is told of a column of DuckDB's type. */
export function pgType(type: string): PgType {
  if (LIST.test(type)) {
    const inner = pgType(type.replace(LIST, ''));
    // a list of lists is of the same type in Postgres
    const element = inner.element ?? inner;
    return { ...plain(LISTS[element.oid] ?? 1009), modifier: element.modifier, element };
  }
  const [, precision, scale] = DECIMAL.exec(type) ?? [];
  if (precision !== undefined) return numeric(Number(precision), Number(scale));
  if (STRUCTURED.test(type)) return JSON_TYPE;
  return TYPES[type] ?? TEXT;
}
