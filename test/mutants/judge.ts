/** Whether the tests notice that a guard is gone. */
import { applyMutant, type Mutant } from './mutant.ts';
import { runTests, type TestRun, type Verdict } from './vitest-run.ts';

export type Judged = Mutant & { readonly verdict: Verdict };

/** A line for people ends somewhere. */
const LONGEST_REASON = 160;

type Where = Omit<TestRun, 'files'>;

/** The tests of these mutants on code that is whole: where they fail, a failure would prove nothing. */
export function runUnmutated(mutants: readonly Mutant[], where: Where): Promise<Verdict> {
  const files = [...new Set(mutants.flatMap(({ seenBy }) => seenBy))];
  return runTests({ ...where, files, limitMs: where.limitMs * files.length });
}

/** Takes the guard away, runs its tests, and puts it back. Throws a StaleMutant. */
export async function judge(mutant: Mutant, where: Where): Promise<Judged> {
  const restore = applyMutant(where.root, mutant);
  try {
    return { ...mutant, verdict: await runTests({ ...where, files: mutant.seenBy }) };
  } finally {
    restore();
  }
}

/** A line for people. */
export function describeVerdict({ guard, verdict }: Judged): string {
  switch (verdict.kind) {
    case 'passed':
      return `SURVIVED  ${guard}`;
    case 'failed':
      return `noticed   ${guard}  <-  ${verdict.by.slice(0, LONGEST_REASON)}`;
    case 'broken':
      return `BROKEN    ${guard}: ${verdict.why}`;
    case 'hung':
      return `HUNG      ${guard}`;
    default:
      return verdict satisfies never;
  }
}
