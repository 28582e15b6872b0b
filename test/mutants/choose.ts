/** Which mutants of the list a run takes. */
import { parseArgs } from 'node:util';
import type { Mutant } from './mutant.ts';

export interface Choice {
  /** About so many of them, by the seed; all of them without it. */
  readonly sample: number | undefined;
  readonly seed: number;
  /** Only those whose guard or file holds this text. */
  readonly only: string | undefined;
  readonly limitSeconds: number;
}

const DAY_MS = 86_400_000;
/** For the tests of one mutant: an order of magnitude more than any takes on a busy machine. */
const LIMIT_SECONDS = 180;

/** Reads the arguments. The seed is the day where none is given. */
export function readChoice(args: readonly string[], now: number): Choice {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sample: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      'limit-seconds': { type: 'string' },
    },
  });
  return {
    sample: values.sample === undefined ? undefined : count('sample', values.sample, 1),
    seed: values.seed === undefined ? Math.floor(now / DAY_MS) : count('seed', values.seed, 0),
    only: values.only,
    limitSeconds: count('limit-seconds', values['limit-seconds'] ?? String(LIMIT_SECONDS), 1),
  };
}

function count(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`--${name} ${text}: a whole number from ${least} on is expected`);
}

/**
 * A sample is every n-th of the list from the seed on, and not a draw: seeds that follow each other, as
 * days do, take all of the list in turn.
 */
export function choose(list: readonly Mutant[], { sample, seed, only }: Choice): Mutant[] {
  const wanted = only?.toLowerCase();
  const meant = list.filter(
    ({ guard, file }) =>
      wanted === undefined || guard.toLowerCase().includes(wanted) || file.includes(wanted),
  );
  if (sample === undefined || sample >= meant.length) return meant;
  const step = Math.ceil(meant.length / sample);
  return meant.filter((_, i) => i % step === seed % step);
}
