/** Values for a statement's $names: from --param, and from what the statement itself says of them. */
import { UsageError } from '../../contract/errors.ts';
import type { Parameter } from '../../read/parameters.ts';
import { DAY_MS, isoOfDays } from '../../transform/time.ts';

/** `name=value`, `name:type=value`. */
const GIVEN = /^([a-z_]\w*)(?::([a-z]+))?=(.*)$/is;
/** A line above the statement: -- param day date = 7 days ago */
const DECLARED = /^-- param ([a-z_]\w*)(?: ([a-z]+))? = (.+)$/i;
const DAYS_AGO = /^(today|yesterday|(\d{1,5}) days? ago)$/i;

/** One that a statement has a value for, where nobody gives another. */
export interface Declared {
  readonly name: string;
  readonly type?: string | undefined;
  readonly value: string;
}

/** What the comments at a statement's beginning declare. */
export function declaredIn(text: string): Declared[] {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('--'));
  return lines.slice(0, end === -1 ? lines.length : end).flatMap((line) => {
    const [, name, type, value] = DECLARED.exec(line.trim()) ?? [];
    return name === undefined || value === undefined ? [] : [{ name, type, value: value.trim() }];
  });
}

/** Reads a --param. Throws UsageError. */
export function readParam(given: string): Parameter {
  const [, name, type, value] = GIVEN.exec(given) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError(`--param ${JSON.stringify(given)} is no name=value`, {
      hint: 'such as --param day=2026-11-01, or --param day:date=2026-11-01',
    });
  }
  return { name, ...(type !== undefined && { type }), value };
}

/**
 * The values of a statement: those given, and what it declares where none is. `7 days ago`, `yesterday` and
 * `today` are days of UTC. Throws UsageError where one is given that it does not know.
 */
export function parametersOf(
  text: string,
  given: readonly Parameter[],
  now: number,
): readonly Parameter[] {
  const declared = declaredIn(text);
  if (declared.length === 0) return given;
  const names = declared.map(({ name }) => name);
  const strange = given.find(({ name = '' }) => !names.includes(name));
  if (strange) {
    throw new UsageError(`the statement has no parameter ${strange.name}`, {
      hint: `it has ${declared.map((each) => `${each.name} (${each.value})`).join(', ')}`,
    });
  }
  return declared.map(({ name, type, value }) => {
    const own = given.find((each) => each.name === name);
    const typed = own?.type ?? type;
    return {
      name,
      ...(typed !== undefined && { type: typed }),
      value: dayOf(own ? own.value : value, now),
    };
  });
}

function dayOf(value: string | null, now: number): string | null {
  const [, word = '', days] = DAYS_AGO.exec(value?.trim() ?? '') ?? [];
  if (word === '') return value;
  const ago = days ?? (word.toLowerCase() === 'today' ? 0 : 1);
  return isoOfDays(BigInt(Math.floor(now / DAY_MS)) - BigInt(ago));
}
