/** GET /status.json: the document of `ggr status --json`, with what the daemon adds to it. */
import type { FastifyInstance } from 'fastify';
import type { StoreError } from '../contract/errors.ts';
import { type HostedSession, lendToRead } from './lend.ts';
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
