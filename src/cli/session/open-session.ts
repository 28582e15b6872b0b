/** What every command begins with: the configuration, and signals. No engine is loaded for it. */
import { userInfo } from 'node:os';
import { loadConfig, type Needs, refuseProblems } from '../../config/config.ts';
import { Interrupted } from '../../contract/errors.ts';
import type { Catalogue } from '../../contract/stream.ts';
import type { Session, Terminal } from '../../serve/session.ts';

/** Ctrl-C under npm, and a signal to a whole process group, arrive twice: from their sender and from npm. */
const ONE_SIGNAL_MS = 1000;

export interface SessionOptions {
  readonly catalogue: Catalogue;
  readonly terminal: Terminal;
  /** Which wrong settings end the command before it begins. */
  readonly needs: Needs;
}

/** Reads the configuration and listens for Ctrl-C and SIGTERM; a second one ends the process at once. */
export function openSession({ catalogue, terminal, needs }: SessionOptions): Session {
  const config = loadConfig(catalogue.vendors, catalogue);
  refuseProblems(config, needs);
  // said by what changes the store, and not by every question to it
  const { oldName } = config;
  if (needs === 'everything' && oldName) terminal.note(`ggr: ${oldName.says}; ${oldName.mend}`);
  const controller = new AbortController();
  let since = Number.NEGATIVE_INFINITY;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (performance.now() - since < ONE_SIGNAL_MS) return;
      if (controller.signal.aborted) process.exit(130);
      since = performance.now();
      terminal.note('ggr: ending after what is being committed (again to end at once)');
      controller.abort(new Interrupted());
    });
  }
  const { signal } = controller;
  return { config, catalogue, terminal, now: Date.now, signal, user: userName() };
}

/** The user of this process; a container's has often no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
