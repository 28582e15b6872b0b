/** What each fault of a vendor makes its caller do, and how a command ends by it. */
import { expect, test } from 'vitest';
import { Interrupted, StoreError, UsageError, VendorError } from '../../src/contract/errors.ts';

test.each([
  ['unreachable', 'retry', 3],
  ['unavailable', 'retry', 3],
  ['busy', 'retry', 3],
  ['garbled', 'retry', 3],
  ['too-frequent', 'wait', 3],
  ['too-large', 'quarantine', 3],
  ['parameters', 'quarantine', 3],
  ['unstable', 'quarantine', 3],
  ['credentials', 'stop', 2],
  ['clock', 'stop', 2],
] as const)('%s: %s, exit code %i', (fault, recovery, exitCode) => {
  expect(new VendorError(fault, 'x')).toMatchObject({ code: fault, recovery, exitCode });
});

test('what the user can mend exits 2, an interrupt 130, a store that broke 1', () => {
  expect(new UsageError('x').exitCode).toBe(2);
  expect(new StoreError('store-locked', 'x').exitCode).toBe(2);
  expect(new StoreError('store-broken', 'x').exitCode).toBe(1);
  expect(new Interrupted().exitCode).toBe(130);
});
