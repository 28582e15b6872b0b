/** PV's request signature (pv.txt, "Interface Signature Algorithm"). */
import { createHash } from 'node:crypto';

/**
 * The text that is signed and sent: what Python's json.dumps(data, sort_keys=True,
 * separators=(",", ":")) prints. Keys are sorted at every depth by code point and everything outside
 * ASCII is escaped, which the document does not say but its sample code does.
 */
export function canonicalJson(value: unknown): string {
  return sorted(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => compareCodePoints(a, b));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${sorted(item)}`).join(',')}}`;
  }
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(value);
}

/** Python sorts strings by code point, JavaScript by UTF-16 unit: they differ past U+FFFF. */
function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a, (c) => c.codePointAt(0) ?? 0);
  const right = Array.from(b, (c) => c.codePointAt(0) ?? 0);
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** md5 of the canonical data, the timestamp and the merchant key. */
export function signPv(canonicalData: string, ts: number, key: string): string {
  return createHash('md5').update(canonicalData).update(String(ts)).update(key).digest('hex');
}
