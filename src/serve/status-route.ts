/** GET /status.json: the document of `ggr status --json`, with what the daemon adds to it. */
import type { FastifyInstance } from 'fastify';
import { VERSION } from '../config/version.ts';
import { type StoreError, withHint } from '../contract/errors.ts';
import type { Runner } from '../schedules/runner.ts';
import { type HostedSession, lendToRead } from './lend.ts';
import type { DaemonPart } from './part.ts';
import { readDocument } from './status-document.ts';

export interface StatusRouteOptions {
  readonly session: HostedSession;
  readonly beforeRead: () => Promise<void>;
  readonly storeFault: () => StoreError | undefined;
}

export function addStatusRoute(app: FastifyInstance, options: StatusRouteOptions): void {
  const { session, beforeRead, storeFault } = options;
  app.get('/status.json', async () => {
    if (storeFault()) return withoutStore(session);
    // where something cannot be shipped, this is the document that says so
    await beforeRead().catch(() => {});
    // a signal of its own: listeners would pile up on one that lives as long as the daemon
    const warehouse = await lendToRead(session.host, AbortSignal.any([]));
    try {
      return (await readDocument(session, warehouse.db)).document;
    } catch (error) {
      if (storeFault()) return withoutStore(session);
      throw error;
    } finally {
      await warehouse.close();
    }
  });
}

/** DuckDB gave the store up: what the daemon knows by itself. */
function withoutStore({ config, host }: HostedSession) {
  return {
    warehouse: config.warehouse,
    streams: [],
    last_run: null,
    drift: [],
    ...host.describe(),
  };
}

/** What the daemon adds to the document of `status`. */
export function describeDaemon(
  runner: Runner | undefined,
  parts: readonly DaemonPart[],
  storeFault: StoreError | undefined,
) {
  return {
    daemon: { version: VERSION, pid: process.pid, store_fault: storeFault?.message ?? null },
    schedules: runner?.status() ?? [],
    parts: Object.fromEntries(
      parts.map((part) => [part.name, { not_ready: part.ready?.() ?? null, ...part.status?.() }]),
    ),
  };
}

/** A full disk needs room and no new process. */
function adviceOn(fault: StoreError): string {
  return fault.code === 'store-suspended'
    ? withHint(fault)
    : `${fault.message}; start the daemon again`;
}

/** What of it needs a person, a line each. */
export function troublesOf(
  runner: Runner | undefined,
  parts: readonly DaemonPart[],
  storeFault: StoreError | undefined,
): string[] {
  const failing = (runner?.status() ?? []).filter((job) => job.last_error !== null);
  return [
    ...(storeFault ? [`the store: ${adviceOn(storeFault)}`] : []),
    ...failing.map(
      (job) =>
        `${job.account} ${job.stream}: failing since ${job.failing_since}, next try ${job.next_fire_at ?? 'none'}: ${job.last_error}`,
    ),
    ...parts.flatMap((part) => {
      const reason = part.ready?.();
      return reason === undefined ? [] : [`${part.name}: ${reason}`];
    }),
  ];
}
