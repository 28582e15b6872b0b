/** JSON text that is put out as it stands, e.g. `24109360.0`, which no JavaScript number prints. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Only reached on the fast path, which cannot print it: `renderJson` then takes the slow one. */
  toJSON(): never {
    throw new TypeError('JsonText needs renderJson');
  }
}

/** Marks text to be printed in JSON as it stands. */
export function jsonText(text: string): JsonText {
  return new JsonText(text);
}

/**
 * Compact JSON in which a bigint prints all its digits as an integer. Plain `JSON.stringify` does
 * nearly all of it: it throws a TypeError at the first bigint, and only then is the slow way taken.
 */
export function renderJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return renderSlowly(value);
  }
}

function renderSlowly(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return `[${value.map(renderSlowly).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}:${renderSlowly(member)}`);
  return `{${members.join(',')}}`;
}
