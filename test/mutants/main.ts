/**
 * `npm run test:mutants`: takes guards out of a copy of the code, one after the other, and tells which of
 * them no test missed. Exits 1 where one survived, broke the code or hung (that somebody waited says
 * nothing on a slow machine: a test that fails does), 2 where the list or the tests are at fault.
 */
import { resolve } from 'node:path';
import { choose, readChoice } from './choose.ts';
import { describeVerdict, type Judged, judge, runUnmutated } from './judge.ts';
import { mutants } from './list.ts';
import { type Mutant, StaleMutant } from './mutant.ts';
import { copyRepository } from './scratch.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const say = (text: string) => process.stdout.write(`${text}\n`);

async function main(args: readonly string[]): Promise<number> {
  const choice = readChoice(args, Date.now());
  const chosen = choose(mutants, choice);
  say(`${chosen.length} of ${mutants.length} mutants, seed ${choice.seed}`);
  if (chosen.length === 0) return 2;
  const interrupted = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)));
  }
  const scratch = copyRepository(ROOT);
  const where = {
    root: scratch.root,
    limitMs: choice.limitSeconds * 1000,
    signal: interrupted.signal,
  };
  try {
    return await judgeAll(chosen, where);
  } catch (error) {
    if (!(error instanceof StaleMutant) && !interrupted.signal.aborted) throw error;
    say(error instanceof Error ? error.message : String(error));
    return interrupted.signal.aborted ? 130 : 2;
  } finally {
    scratch.remove();
  }
}

async function judgeAll(
  chosen: readonly Mutant[],
  where: Parameters<typeof judge>[1],
): Promise<number> {
  const whole = await runUnmutated(chosen, where);
  if (whole.kind !== 'passed') {
    say(`the tests do not pass as the code is: ${JSON.stringify(whole)}`);
    return 2;
  }
  const judged: Judged[] = [];
  for (const mutant of chosen) {
    judged.push(await judge(mutant, where));
    say(describeVerdict(judged.at(-1) as Judged));
  }
  const unnoticed = judged.filter(({ verdict }) => verdict.kind !== 'failed');
  say(`${judged.length - unnoticed.length} noticed, ${unnoticed.length} not`);
  for (const { guard, file, seenBy } of unnoticed) {
    say(`  ${guard} (${file}): no test of ${seenBy.join(', ')} missed it`);
  }
  return unnoticed.length > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
