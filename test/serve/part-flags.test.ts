/** What a part's process is started with. */
import { expect, test } from 'vitest';
import { flagsOf, limitsOf } from '../../src/serve/part-limits.ts';

test("of the supervisor's flags the part that pulls keeps what is set for pulls, and no other part", () => {
  const flags = ['--max-semi-space-size=8', '--no-warnings', '--no-concurrent-marking'];
  const bounds = ['--no-warnings', '--max-old-space-size=512'];
  expect(flagsOf(limitsOf('warehouse'), flags)).toEqual([...flags, '--max-old-space-size=1536']);
  expect(flagsOf(limitsOf('wallet'), flags)).toEqual(bounds);
  expect(flagsOf(limitsOf('readers'), flags)).toEqual(bounds);
});
