import { expect, test } from 'vitest';
import { windowsInFlight } from '../../src/sync/in-flight.ts';

test.each([
  [4, 0, 3],
  [4, 20_000, 3],
  [4, 200_000, 2],
  [4, 300_000, 1],
  [4, 1_200_000, 1],
  [1, 20_000, 1],
])(
  'an account of %i at once, a window of %i records: %i in flight',
  (account, records, expected) => {
    expect(windowsInFlight(account, records)).toBe(expected);
  },
);
