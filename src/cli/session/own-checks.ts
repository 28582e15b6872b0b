/** How a command asks an operator's own checks: in a process of its own, as it asks what somebody types. */
import { AFTER_RUN_MS, type AskOwn, askOwn } from '../../read/own-checks.ts';
import type { Session } from '../../serve/session.ts';
import { storeSource } from './store-source.ts';

/** Of the whole store: over a snapshot in a daemon, else over the store, which the command may have open to read. */
export function askOwnOf({ config, host }: Session): AskOwn {
  if (host) return host.ownChecks.whole;
  const place = { ...storeSource(config), memory: config.readerMemory };
  return (checks, signal) => askOwn(checks, place, signal);
}

/** After a pull. Whoever pulled without a daemon lets go of the store first: nobody else could open it. */
export function askOwnAfterPull({ config, host }: Session, letGo: () => Promise<void>): AskOwn {
  if (host) return host.ownChecks.touched;
  const place = { ...storeSource(config), memory: config.readerMemory, milliseconds: AFTER_RUN_MS };
  return async (checks, signal) => {
    await letGo();
    return askOwn(checks, place, signal);
  };
}
