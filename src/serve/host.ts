/** What the daemon lends the commands that run in it. */
import { DaemonError } from '../contract/errors.ts';
import type { Net } from '../contract/net.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { makeStreamLocks } from '../sync/stream-locks.ts';
import type { Host } from './session.ts';

export interface Lent extends Pick<Host, 'limited' | 'ownChecks' | 'describe' | 'troubles'> {
  /** Undefined until the daemon is started; requests wait until then. */
  readonly warehouse: () => Warehouse | undefined;
  readonly net: () => Net | undefined;
}

/** A host without a client that could give a file; a command's own adds that. */
export function makeHost(lent: Lent): Host {
  const locks = makeStreamLocks();
  return {
    ...lent,
    get warehouse() {
      return started(lent.warehouse());
    },
    get net() {
      return started(lent.net());
    },
    alone: ({ streams, command, session }, work) =>
      locks.alone({
        keys: streams.map(({ account, stream }) => `${account.name} ${stream.name}`),
        who: command,
        signal: session.signal,
        onWait: (holders) =>
          session.terminal.note(
            `waiting until a ${holders.join(' and a ')} of the same streams ends`,
          ),
        work,
      }),
    readInput: async () => {
      throw new DaemonError('daemon-refuses', 'there is nobody here to read a file');
    },
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the daemon is not started');
  return value;
}
