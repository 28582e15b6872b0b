/** A command's session in this process, on the store that a test's engine holds open. */
import { catalogue } from '../../src/catalogue.ts';
import type { Config } from '../../src/config/config.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import type { Host, Session } from '../../src/serve/session.ts';

interface Held {
  readonly warehouse: Warehouse;
  readonly config?: Config;
  readonly clock?: { readonly now: number };
}

/** What the command prints is in `said` and, as stderr, in `noted`. */
export function sessionOn({ warehouse, config, clock }: Held) {
  const said: string[] = [];
  const noted: string[] = [];
  const session: Session = {
    config: config as Config,
    catalogue,
    terminal: {
      out: (text) => void said.push(text),
      note: (text) => void noted.push(text),
      isWatched: false,
    },
    now: () => clock?.now ?? Date.now(),
    signal: new AbortController().signal,
    user: 'tester',
    host: { warehouse } as unknown as Host,
  };
  return { session, said, noted };
}
