import { createHash } from 'node:crypto';

/** A JSON number written with a fraction or an exponent: a float to the vendor's Python. */
export class PythonFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
// TypeScript's own declaration does not know the third argument that Node 24 passes.
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

/** Parses JSON as Python's `json.loads` does: integers exactly, floats told apart from them. */
export function parsePython(text: string): unknown {
  return parseWithSource(text, (_key, value, { source }) => {
    if (typeof value !== 'number' || source === undefined) return value;
    if (!/^-?\d+$/.test(source)) return new PythonFloat(value);
    // `-0` is the integer 0.
    return Number.isSafeInteger(value) ? value + 0 : BigInt(source);
  });
}

/**
 * Prints as `json.dumps(value, separators=(",", ":"), sort_keys=True)` does (pv.txt, "Interface
 * Signature"): keys sorted by code point at every depth, everything but printable ASCII escaped.
 */
export function printPython(value: unknown): string {
  if (typeof value === 'string') return printString(value);
  if (value instanceof PythonFloat) return printFloat(value.value);
  if (Array.isArray(value)) return `[${value.map(printPython).join(',')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value)
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([key, member]) => `${printString(key)}:${printPython(member)}`);
  return `{${members.join(',')}}`;
}

/** The signature of a request: md5 of the canonical data, ts and key, as 32 lower-case digits. */
export function signatureOf(data: unknown, ts: number, key: string): string {
  return createHash('md5')
    .update(`${printPython(data)}${ts}${key}`, 'utf8')
    .digest('hex');
}

// JSON.stringify escapes quotes, backslashes and control characters just as Python does, and
// ensure_ascii the rest; a character outside the basic plane becomes two escapes in both.
function printString(text: string): string {
  return JSON.stringify(text).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

// Python's repr of a float has the same shortest digits as JavaScript's, but turns to exponents
// at 1e16 and below 1e-4, always shows a fraction, and writes exponents with two digits.
function printFloat(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) {
    const sign = exponent < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

// JavaScript's own order is by UTF-16 unit, which puts U+1F600 before U+FF01.
function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a, (letter) => letter.codePointAt(0) ?? 0);
  const right = Array.from(b, (letter) => letter.codePointAt(0) ?? 0);
  const at = left.findIndex((point, index) => point !== right[index]);
  if (at === -1) return left.length - right.length;
  return (left[at] ?? -1) - (right[at] ?? -1);
}
