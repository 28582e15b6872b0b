/** What ends a job: the breaker counts failures in a row, and nothing else. */
import { expect, test } from 'vitest';
import { VendorError, type VendorFault } from '../../src/contract/errors.ts';
import type { Net } from '../../src/contract/net.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import type { WindowJob } from '../../src/sync/job.ts';
import { JobState } from '../../src/sync/job-state.ts';
import { between, loading, madeUpAccount, madeUpBets } from '../support/made-up-report.ts';

const COUNTS = {
  received: 3,
  inserted: 1,
  updated: 1,
  unchanged: 0,
  quarantined: 1,
  withdrawn: 2,
  refusedNew: 1,
};
const WINDOW = between('10:00', '11:00');

function open() {
  const job = {
    account: madeUpAccount,
    stream: madeUpBets,
    windows: Array.from({ length: 9 }, () => WINDOW),
    priority: 0,
  } as unknown as WindowJob;
  const state = new JobState(job, loading({} as Warehouse, {} as Net));
  const fail = async (...faults: VendorFault[]) => {
    for (const fault of faults) {
      await state.fail(WINDOW, new VendorError(fault, 'no'), async () => {});
    }
  };
  return { state, fail };
}

test('breaker: after five windows in a row without a usable answer the rest is left, after four it is not', async () => {
  const { state, fail } = open();
  await fail('unreachable', 'unavailable', 'busy', 'garbled');
  expect(state.goesOn).toBe(true);
  await fail('unavailable');
  expect(state.goesOn).toBe(false);
  expect(state.outcome()).toMatchObject({ untried: 4, stopped: undefined, fatal: undefined });
});

test('breaker: a vendor that says "too often" for as long as we are patient gives no usable answer either', async () => {
  const { state, fail } = open();
  await fail('too-frequent', 'too-frequent', 'too-frequent', 'too-frequent', 'too-frequent');
  expect(state.goesOn).toBe(false);
});

test('reset: a window that loads begins the count anew', async () => {
  const { state, fail } = open();
  await fail('busy', 'busy', 'busy', 'busy');
  state.loaded(WINDOW, COUNTS);
  await fail('busy', 'busy', 'busy', 'busy');
  expect(state.goesOn).toBe(true);
  await fail('busy');
  expect(state.goesOn).toBe(false);
});

test('an answer that was understood and refused is an answer, and begins the count anew', async () => {
  const { state, fail } = open();
  await fail('busy', 'busy', 'busy', 'busy', 'unstable', 'busy', 'busy', 'busy', 'busy');
  expect(state.goesOn).toBe(true);
});

test('stop: what stops the source ends the job at once, and fails no window', async () => {
  const { state, fail } = open();
  await fail('credentials');
  expect(state.goesOn).toBe(false);
  expect(state.outcome()).toMatchObject({ failures: [], stopped: { code: 'credentials' } });
});

test('sums: every count of every window is in the sum', () => {
  const { state } = open();
  state.loaded(WINDOW, COUNTS);
  state.loaded(WINDOW, COUNTS);
  const doubled = Object.fromEntries(Object.entries(COUNTS).map(([name, n]) => [name, 2 * n]));
  expect(state.outcome()).toMatchObject({ loaded: 2, ...doubled });
});
