/** Who pulls which stream of which account: one at a time within the daemon, in order of arrival. */

interface Claim {
  readonly keys: ReadonlySet<string>;
  readonly who: string;
}

export interface StreamLocks {
  /**
   * Runs `work` when nobody who came before and is not done has one of `keys`. All keys are claimed at
   * once, so that two claims never wait for each other. `onWait` is told whom it waits for.
   */
  alone<T>(claim: LockRequest<T>): Promise<T>;
}

export interface LockRequest<T> {
  readonly keys: readonly string[];
  readonly who: string;
  readonly signal: AbortSignal;
  readonly onWait?: (holders: readonly string[]) => void;
  readonly work: () => Promise<T>;
}

export function makeStreamLocks(): StreamLocks {
  const claims = new Map<Claim, Promise<void>>();
  return {
    alone: async ({ keys, who, signal, onWait, work }) => {
      const claim = { keys: new Set(keys), who };
      const before = [...claims].filter(([other]) => keys.some((key) => other.keys.has(key)));
      const { promise: done, resolve: release } = Promise.withResolvers<void>();
      claims.set(claim, done);
      try {
        if (before.length > 0) {
          onWait?.(before.map(([other]) => other.who));
          await untilAborted(Promise.all(before.map(([, ended]) => ended)), signal);
        }
        signal.throwIfAborted();
        return await work();
      } finally {
        claims.delete(claim);
        release();
      }
    },
  };
}

async function untilAborted(promise: Promise<unknown>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
