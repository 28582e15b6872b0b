/**
 * The part of `ggr serve` that answers other people's SQL. It opens no store and runs no SQL: its reader
 * processes do. Its HTTP stands on a Unix socket, to which the supervisor passes requests that it has
 * admitted; who may ask is decided there.
 */
import { type FastifyError, type FastifyRequest, fastify } from 'fastify';
import { GgrError, Interrupted, UsageError } from '../contract/errors.ts';
import { startPostgres } from '../read/postgres/server.ts';
import { type PoolOptions, ReaderPool } from '../read/reader-pool.ts';
import { findShelter } from '../read/reader-shelter.ts';
import { SqlError } from '../read/sql-error.ts';
import { parseJson } from '../transform/json.ts';
import type { Log } from './log.ts';
import type { PartReport } from './part-messages.ts';
import type { PostgresSettings } from './postgres-settings.ts';
import { problem } from './problem.ts';
import { addReaderRoute, type ReaderRouteOptions } from './reader-route.ts';

const BODY_LIMIT = 1024 * 1024;

export interface ReadersPartOptions {
  readonly pool: Partial<PoolOptions> & Pick<PoolOptions, 'reach'>;
  readonly hold: ReaderRouteOptions['hold'];
  readonly log: Log;
  /** Where Postgres' clients are answered, and their password; nowhere without. */
  readonly postgres?: PostgresSettings | undefined;
}

export interface ReadersPart {
  /** Never throws, waits for nothing. */
  readonly report: () => PartReport;
  /** Ends what is under way; nothing new is taken. */
  readonly drain: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Resolves when it listens on the socket and a reader waits. */
export async function openReadersPart(
  { pool: settings, hold, log, postgres }: ReadersPartOptions,
  socket: string,
): Promise<ReadersPart> {
  const pool = new ReaderPool(settings);
  await pool.ready();
  const stopping = new AbortController();
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true, logger: false });
  // a parameter is a number of any length: none of its digits may be lost on the way
  // whatever it is called: `curl -d` calls it a form. What a browser may send, the supervisor has judged
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, parseBody);
  app.setErrorHandler((error: FastifyError, _, reply) => {
    const status = statusOf(error);
    if (status >= 500) log.error({ err: error, path: '/sql' }, 'a request failed');
    return reply.code(status).send(documentOf(error, status));
  });
  app.setNotFoundHandler((_, reply) =>
    reply.code(404).send(problem('not-found', 'there is no such route')),
  );
  addReaderRoute(app, { pool, hold, log, stopping: stopping.signal });
  await app.listen({ path: socket });
  const wire =
    postgres && (await startPostgres({ ...postgres, pool, hold, log, stopping: stopping.signal }));
  const drain = async () => {
    stopping.abort(new Interrupted());
    await pool.close(new Interrupted());
  };
  return {
    report: () => {
      const { busy, waiting } = pool.load;
      const doing = busy === 0 ? {} : { doing: busy === 1 ? '1 query' : `${busy} queries` };
      return {
        ...doing,
        details: { queries: busy, waiting, shelter: findShelter(), postgres: wire?.port },
      };
    },
    drain,
    stop: async () => {
      await drain();
      await wire?.close();
      await app.close();
    },
  };
}

async function parseBody(_: FastifyRequest, body: string | Buffer): Promise<unknown> {
  try {
    return parseJson(String(body));
  } catch (cause) {
    throw new UsageError('the request is no JSON', { hint: 'send {"sql": "select …"}', cause });
  }
}

function statusOf(error: FastifyError): number {
  if (error instanceof GgrError) return error.code === 'usage' ? 400 : 503;
  return error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
}

function documentOf(error: FastifyError, status: number): object {
  if (error instanceof SqlError) {
    const { code, message, position } = error;
    return { error: { code, message, ...(position !== undefined && { position }) } };
  }
  if (error instanceof GgrError) {
    const { code, message, hint } = error;
    return { error: { code, message, ...(hint !== undefined && { hint }) } };
  }
  if (status >= 500) {
    return { error: { code: 'unexpected', message: 'the readers failed; their log says why' } };
  }
  return { error: { code: 'request', message: error.message } };
}
