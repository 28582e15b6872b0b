/** What guards how many windows are in work at once. */
import type { Mutant } from '../mutant.ts';

const IN_FLIGHT = 'src/sync/in-flight.ts';
const IN_FLIGHT_TESTS = ['test/sync/in-flight.test.ts'];

export const inFlightMutants: readonly Mutant[] = [
  {
    guard: 'in flight: each window that was read lets one more begin, and no more',
    file: IN_FLIGHT,
    find: 'Math.min(queue.concurrency + 1, windowsInFlight(concurrency, records))',
    replace: 'windowsInFlight(concurrency, records)',
    seenBy: IN_FLIGHT_TESTS,
  },
  {
    guard: 'in flight: as many as half a million records are',
    file: IN_FLIGHT,
    find: 'Math.floor(MOST_RECORDS / Math.max(1, records))',
    replace: 'MOST_WINDOWS',
    seenBy: IN_FLIGHT_TESTS,
  },
  {
    guard: 'in flight: a window that could not be read keeps nobody waiting',
    file: IN_FLIGHT,
    find: '    oneMore(newest);\n',
    replace: '',
    seenBy: IN_FLIGHT_TESTS,
  },
];
