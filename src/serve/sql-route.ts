/** POST /sql {sql, format?}: one reading statement, answered as `ggr query --format json` or csv. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Interrupted } from '../contract/errors.ts';
import { writeCsv, writeJson } from '../read/formats.ts';
import type { Sink } from '../read/sink.ts';
import { parseBody } from './command-routes.ts';
import { type HostedSession, readHosted } from './lend.ts';
import type { Log } from './log.ts';

const BODY = z.object({ sql: z.string(), format: z.enum(['json', 'csv']).default('json') });
const TYPES = { json: 'application/json; charset=utf-8', csv: 'text/csv; charset=utf-8' };

export interface SqlRouteOptions {
  readonly session: HostedSession;
  readonly beforeRead: () => Promise<void>;
  readonly log: Log;
}

export function addSqlRoute(app: FastifyInstance, options: SqlRouteOptions): void {
  const { session, beforeRead, log } = options;
  app.post('/sql', async (request, reply) => {
    const { sql: text, format } = parseBody(BODY, request.body);
    const gone = new AbortController();
    // from the first moment: whoever goes while the wallet ships must not leave a query behind
    reply.raw.on('close', () => gone.abort(new Interrupted()));
    await beforeRead();
    await readHosted({ ...session, signal: gone.signal }, text, async (read) => {
      log.debug({ path: '/sql' }, 'begins');
      const result = await read.run();
      // The result is whole now: what fails from here on is the connection.
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': TYPES[format] });
      const sink = responseSink(reply.raw, read.signal);
      await (format === 'csv' ? writeCsv(result, sink) : writeJson(result, sink));
      await sink.end();
    });
    return reply;
  });
}

function responseSink(response: ServerResponse, signal: AbortSignal): Sink {
  return {
    write: async (text) => {
      signal.throwIfAborted();
      if (!response.write(`${text}\n`)) await once(response, 'drain', { signal });
    },
    end: async () => {
      response.end();
    },
  };
}
