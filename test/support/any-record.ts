/** Records of any stream, odd and ordinary, for tests that try many. */

import { LosslessNumber } from 'lossless-json';
import type { z } from 'zod';
import type { PlainColumn, PlainKind } from '../../src/contract/plain.ts';
import type { AnyStream } from '../../src/contract/stream.ts';
import { ODD_VALUES } from './odd-values.ts';
import fc from './properties.ts';

const value = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ODD_VALUES) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
);

/** Records of which most fields pass their schema, so that most come as far as the mapping. */
export function recordOf(stream: AnyStream) {
  const shape = stream.record.shape as Record<string, z.ZodType>;
  const fields = Object.entries(shape).map(([name, schema]) => {
    const passing = ODD_VALUES.filter((each) => fits(schema, each));
    const good = fc.constantFrom(...(passing.length > 0 ? passing : [undefined]));
    return [
      name,
      fc.oneof({ weight: 20, arbitrary: good }, { weight: 1, arbitrary: value }),
    ] as const;
  });
  const named = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  const unknown = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), value, {
    maxKeys: 3,
  });
  return fc.oneof(
    { weight: 20, arbitrary: named },
    { weight: 5, arbitrary: fc.tuple(named, unknown).map(([a, b]) => ({ ...b, ...a })) },
    { weight: 1, arbitrary: value },
  );
}

function fits(schema: z.ZodType, each: unknown): boolean {
  try {
    return schema.safeParse(each).success;
  } catch {
    return false; // what a schema itself stumbles over never comes so far
  }
}

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const cents = fc.integer({ min: -99_999, max: 99_999_999 });
const float = fc.oneof(
  { weight: 8, arbitrary: cents.map((n) => n / 100) },
  { weight: 1, arbitrary: cents.map((n) => n / 100 + 0.1 + 0.2) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('0.30000000000000004', '12.340000000000001', '7.0000000000000000')
      .map((digits) => new LosslessNumber(digits)),
  },
);
const second = fc
  .integer({ min: 0, max: 86_399 })
  .map((n) => new Date((n + 1_742_774_400) * 1000).toISOString());

const offsetTime = fc
  .tuple(second, fc.stringMatching(/^\.[0-9]{1,9}$/), fc.constantFrom('Z', '+08:00', '-03:30', 'z'))
  .map(([text, fraction, zone]) => `${text.slice(0, 19)}${fraction}${zone}`);
/** As each vendor writes them, and now and then as the others do. */
const localTime = second.map((text) => text.slice(0, 19).replace('T', ' '));
const timeOf = ({ vendor }: AnyStream) =>
  fc.oneof(
    { weight: vendor.name === 'wm' ? 100 : 1, arbitrary: localTime },
    { weight: vendor.name === 'pop' ? 100 : 1, arbitrary: fc.oneof(second, offsetTime) },
  );

/** What fields of each kind hold nearly always. */
const ORDINARY: Record<PlainKind, fc.Arbitrary<unknown>> = {
  text: fc.oneof(
    { weight: 60, arbitrary: word },
    { weight: 1, arbitrary: fc.constantFrom('', ' ', '0') },
  ),
  int64: fc.oneof(fc.nat(), fc.maxSafeInteger()),
  int32: fc.integer(),
  boolean: fc.boolean(),
  json: fc.jsonValue({ maxDepth: 2 }),
  li: fc.oneof(fc.nat(), fc.integer()),
  decimal: fc.oneof(
    cents.map((n) => (n / 100).toFixed(4)),
    cents.map(String),
    fc.constantFrom(
      '-0.0000',
      '+5.5',
      '007.10',
      '.5',
      '5.',
      '1e3',
      '20.00000000',
      '0.00001',
      '99999999999.9999',
    ),
  ),
  float,
  seconds: fc.integer({ min: 1_000_000_000, max: 2_000_000_000 }),
  time: fc.constant(null),
};

/** Records as a vendor sends them nearly always, with an odd value here and there; their keys differ nearly always. */
export function ordinaryRecordOf(stream: AnyStream): fc.Arbitrary<Record<string, unknown>> {
  const columns = Object.entries(stream.plain?.columns ?? {}) as [
    string,
    PlainKind | PlainColumn,
  ][];
  const fields = columns.flatMap(([name, declared]) => {
    const rule = typeof declared === 'string' ? { as: declared } : declared;
    return (rule.of ?? [name]).map(
      (field) =>
        [
          field,
          fc.oneof(
            { weight: 300, arbitrary: rule.as === 'time' ? timeOf(stream) : ORDINARY[rule.as] },
            { weight: 3, arbitrary: fc.constantFrom(null, undefined) },
            { weight: 1, arbitrary: value },
          ),
        ] as const,
    );
  });
  const named = fc.record(Object.fromEntries(fields)).map(differing(stream));
  const unknown = fc.dictionary(word, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 });
  return fc.oneof(
    { weight: 20, arbitrary: named },
    { weight: 1, arbitrary: fc.tuple(named, unknown).map(([a, b]) => ({ ...a, ...b })) },
  );
}

/** Amounts of which one is the difference of two are so, nearly always. */
function differing({ plain, record }: AnyStream) {
  const fields = plain?.difference?.map((column) => {
    const declared = plain.columns[column] as PlainColumn;
    return declared.of?.[0] ?? column;
  });
  return (made: Record<string, unknown>): Record<string, unknown> => {
    const [of, from, less] = fields ?? [];
    if (!of || !from || !less || !(of in record.shape)) return made;
    const [win, bet] = [made[from], made[less]];
    if (typeof win !== 'number' || typeof bet !== 'number') return made;
    if (made[of] === 0.11) return made; // one in so many does not agree
    return { ...made, [of]: Math.round((win - bet) * 10_000) / 10_000 };
  };
}
