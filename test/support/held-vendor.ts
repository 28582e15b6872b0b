/** A vendor that stops answering at a request that is known, so that its client is caught in the middle. */
import type { FaultPlan } from '../../src/demo/faults.ts';
import { until } from './daemon.ts';

/** Where PV gives bets; at most three windows of a stream are in flight. */
export const PV_HISTORY = '/api/all/history';
export const PV_IN_FLIGHT = 3;

export interface HeldVendor {
  /**
   * Resolves when so many requests wait for their answer. Where as many wait as the client has in
   * flight, it has dealt with every answer before: what they brought is committed.
   */
  waiting(requests: number): Promise<void>;
  /** Answers those that wait, and all to come. */
  release(): void;
}

/** From now on so many more requests are answered, of this path alone where there is one. */
export function holdAfter(
  { faults }: { readonly faults: FaultPlan },
  answers: number,
  path?: string,
): HeldVendor {
  const released = Promise.withResolvers<void>();
  let isHeld = true;
  let asked = 0;
  faults.add({
    kind: 'stall',
    until: released.promise,
    after: answers,
    times: Number.POSITIVE_INFINITY,
    ...(path !== undefined && { path }),
    match: () => {
      if (isHeld) asked += 1;
      return isHeld;
    },
  });
  return {
    waiting: (requests) => until(() => asked >= answers + requests),
    release: () => {
      isHeld = false;
      released.resolve();
    },
  };
}
