/**
 * Records of one answer that share a key. Two versions of one thing are told apart by the vendor's own clock
 * or are alike in what never changes for a key; else they are two things, and neither is believed.
 */
import type { Row } from '../contract/row.ts';
import type { AnyStream } from '../contract/stream.ts';

/** A row's key as one text. */
export function keyOf({ key }: AnyStream, row: Row): string {
  return key.map((name) => String(row[name])).join('/');
}

/** Keys under which an answer has two things: another player or amount at one version. */
export function conflictingKeys(stream: AnyStream, rows: readonly Row[]): ReadonlySet<string> {
  const conflicts = new Set<string>();
  const { identity } = stream;
  if (!identity || rows.length < 2) return conflicts;
  const first = new Map<string, Row>();
  for (const row of rows) {
    const key = keyOf(stream, row);
    const other = first.get(key);
    if (!other) first.set(key, row);
    else if (
      isSameVersion(stream, row, other) &&
      identity.some((name) => row[name] !== other[name])
    ) {
      conflicts.add(key);
    }
  }
  return conflicts;
}

function isSameVersion({ version }: AnyStream, row: Row, other: Row): boolean {
  return version === undefined || row[version] === other[version];
}
