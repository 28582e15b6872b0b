/**
 * A process that dies between two steps: from a step on, nothing of it reaches the vendor or the store any
 * more. What it had begun is rolled back, as DuckDB does with what a killed process left.
 */
import { vi } from 'vitest';
import type { Net } from '../../../src/contract/net.ts';
import { Database } from '../../../src/load/database.ts';

export class Killed extends Error {
  override readonly name = 'Killed';
}

export interface Death {
  /** How many steps were made; more than were allowed means that it died. */
  readonly steps: number;
  readonly net: Net;
  /** Brings the process back. */
  end(): void;
}

/**
 * Lets `most` steps happen: calls of the vendor, and statements that may change the store. A death before a
 * statement that only reads leaves what one before the next of these leaves.
 */
export function dieAfter(most: number, net: Net): Death {
  let steps = 0;
  const step = () => {
    steps += 1;
    if (steps > most) throw new Killed(`killed before step ${steps}`);
  };
  const { run, many } = Database.prototype;
  const spies = [
    vi.spyOn(Database.prototype, 'run').mockImplementation(async function (
      this: Database,
      ...args
    ) {
      if (args[0] !== 'rollback') step();
      return run.apply(this, args);
    }),
    vi.spyOn(Database.prototype, 'many').mockImplementation(async function (
      this: Database,
      ...args
    ) {
      if (steps > most) step();
      return many.apply(this, args);
    }),
  ];
  return {
    get steps() {
      return steps;
    },
    net: {
      ...net,
      call: async (call) => {
        step();
        return net.call(call);
      },
    },
    end: () => {
      for (const spy of spies) spy.mockRestore();
    },
  };
}
