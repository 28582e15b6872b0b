/** GET /status.json: the document of `ggr status --json`, with what the daemon adds to it; GET /metrics: the same. */
import type { FastifyInstance } from 'fastify';
import type { StoreError } from '../contract/errors.ts';
import type { Gap } from '../sync/gap.ts';
import { type HostedSession, lendToRead } from './lend.ts';
import { type KnownOfDaemon, renderMetrics } from './metrics.ts';
import { shareNext } from './share-next.ts';
import { readDocument } from './status-document.ts';

export interface StatusRouteOptions {
  readonly session: HostedSession;
  readonly beforeRead: () => Promise<void>;
  readonly storeFault: () => StoreError | undefined;
}

export function addStatusRoute(app: FastifyInstance, options: StatusRouteOptions): void {
  const readOnce = shareNext(() => readStatus(options));
  app.get<{ Querystring: { gaps?: unknown } }>('/status.json', async ({ query }) => {
    const { document, gaps } = await readOnce();
    return query.gaps === undefined ? document : { ...document, gaps };
  });
  app.get('/metrics', async (_, reply) => {
    const { document } = await readOnce();
    const { contentType, text } = await renderMetrics(document);
    return reply.type(contentType).send(text);
  });
}

interface Read {
  readonly document: KnownOfDaemon;
  readonly gaps: readonly Gap[];
}

async function readStatus({ session, beforeRead, storeFault }: StatusRouteOptions): Promise<Read> {
  if (storeFault()) return withoutStore(session);
  // where something cannot be shipped, this is the document that says so
  await beforeRead().catch(() => {});
  // a signal of its own: listeners would pile up on one that lives as long as the daemon
  const warehouse = await lendToRead(session.host, AbortSignal.any([]));
  try {
    const { document, gaps } = await readDocument(session, warehouse.db);
    return { document: { ...document, ...session.host.describe() }, gaps };
  } catch (error) {
    if (storeFault()) return withoutStore(session);
    throw error;
  } finally {
    await warehouse.close();
  }
}

/** DuckDB gave the store up: what the daemon knows by itself. */
function withoutStore({ config, host }: HostedSession): Read {
  const nothing = { warehouse: config.warehouse, streams: [], last_run: null, drift: [] };
  return { document: { ...nothing, ...host.describe() }, gaps: [] };
}
