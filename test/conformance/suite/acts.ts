/** What scenarios do that takes more than a line: break a read off, slow a vendor down, kill a process. */
import { expect } from 'vitest';
import { hasCursor } from '../../../src/contract/stream.ts';
import type { DemoRequest, FaultRule } from '../../../src/demo/faults.ts';
import { type Case, sumsOf } from './case.ts';
import { dieAfter, Killed } from './death.ts';
import { openCase, replay } from './open-case.ts';
import { many } from './sizes.ts';

/** Lets the last call of a read fail, whichever it is, and looks at what is there. */
export async function breakOff(made: Case): Promise<void> {
  const { lab, adapter } = made;
  const twin = await openCase(lab, made.stream);
  twin.write(many(made.stream));
  const { requests } = lab.puppet;
  const before = requests.length;
  await twin.pull();
  // of this report: a second witness that is silent breaks nothing off
  const match = (request: DemoRequest) => adapter.question(request) !== undefined;
  const calls = requests.slice(before).filter(match).length;
  replay(lab, { kind: 'http-502-html', after: calls - 1, match });
  const report = await made.pull(made.isOfNow ? 'all' : 'due');
  expect(report.exitCode).toBe(3);
  expect(report.outcomes[0]?.failures).toHaveLength(1);
  const { inserted } = sumsOf(report);
  expect(await made.rows()).toHaveLength(inserted);
  replay(lab);
}

export function busyAbove({ lab, adapter }: Case, longestMs: number): FaultRule {
  const { busy } = lab.house;
  if (busy === undefined) throw new Error(`${lab.house.vendor} needs an answer that says busy`);
  return {
    kind: 'answer',
    body: busy,
    times: Number.POSITIVE_INFINITY,
    match: (request) => {
      const { window } = adapter.question(request) ?? {};
      return window !== undefined && window.end - window.start > longestMs;
    },
  };
}

/** Kills a read before each of its steps: what is there is what was before, or what comes after it. */
export async function dieEverywhere(made: Case): Promise<void> {
  let deaths = 0;
  for (let most = 0; ; most += 1) {
    const death = dieAfter(most, made.lab.net);
    const error = await made.pull('all', death.net).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    death.end();
    if (error === undefined) break;
    expect(error).toBeInstanceOf(Killed);
    deaths += 1;
    await expectUntorn(made);
  }
  expect(deaths).toBeGreaterThan(8);
  made.readModel();
  await made.expectRows();
}

/** Either nothing of the read is there, or all of it: rows, what they said before, and the ledger. */
async function expectUntorn(made: Case): Promise<void> {
  const after = made.model.copy();
  made.readModel(after);
  const rows = await made.rows();
  const isThere = JSON.stringify(rows) === JSON.stringify(after.rows);
  // what an earlier walk brought says nothing of one that begins again
  const isTold = !hasCursor(made.stream) || isThere || made.model.rows.length === 0;
  if (isThere) made.model = after;
  await made.expectRows(rows);
  if (isTold) expect(await made.isInLedger()).toBe(made.model.rows.length > 0);
}
