/** POST /sql {sql, format?, parameters?, max_age?}: one reading statement, answered by a reader process over a snapshot. */
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { FastifyInstance } from 'fastify';
import { LosslessNumber } from 'lossless-json';
import { z } from 'zod';
import { Interrupted, UsageError } from '../contract/errors.ts';
import { writeCsv, writeJson } from '../read/formats.ts';
import type { Answer } from '../read/reader-answers.ts';
import type { ReaderPool } from '../read/reader-pool.ts';
import type { Sink } from '../read/sink.ts';
import type { Log } from './log.ts';

const PARAMETER = z.union([
  z.string(),
  z.number(),
  z.instanceof(LosslessNumber),
  z.boolean(),
  z.null(),
]);
const BODY = z.object({
  sql: z.string(),
  format: z.enum(['json', 'csv', 'parquet']).default('json'),
  parameters: z.union([z.array(PARAMETER), z.record(z.string(), PARAMETER)]).default([]),
  /** Seconds that the answer's data may be old; null: as old as the newest snapshot is, which is answered at once. */
  max_age: z.number().nonnegative().nullable().default(60),
});
type Body = z.infer<typeof BODY>;
const TYPES = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
};

/** A snapshot that is kept until it is released. */
export interface Held {
  readonly folder: string;
  readonly release: () => void;
}

export interface ReaderRouteOptions {
  readonly pool: ReaderPool;
  /** The newest snapshot, published anew first where it is older than that. */
  readonly hold: (maxAgeMs: number, signal: AbortSignal) => Promise<Held>;
  readonly log: Log;
  /** Aborted when the part stops. */
  readonly stopping: AbortSignal;
}

export function addReaderRoute(app: FastifyInstance, options: ReaderRouteOptions): void {
  app.post('/sql', async (request, reply) => {
    const body = readBody(request.body);
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort(new Interrupted()));
    const signal = AbortSignal.any([gone.signal, options.stopping]);
    const maxAgeMs = body.max_age === null ? Number.POSITIVE_INFINITY : body.max_age * 1000;
    const held = await options.hold(maxAgeMs, signal);
    try {
      const source = { snapshot: held.folder };
      const onBegin = () => options.log.debug({ path: '/sql' }, 'begins');
      const as = body.format === 'parquet' ? ('parquet' as const) : ('rows' as const);
      const question = { text: body.sql, parameters: parametersOf(body), source, onBegin, as };
      const answer = await options.pool.ask(question, signal);
      reply.hijack();
      const sending = AbortSignal.any([signal, answer.stopped]);
      await send(reply.raw, answer, { format: body.format, signal: sending }).catch(() => {
        // a part of it is sent: that it is no whole answer shows only by how it ends
        reply.raw.destroy();
      });
      answer.close();
    } finally {
      held.release();
    }
    return reply;
  });
}

function readBody(body: unknown): Body {
  const { data, error } = BODY.safeParse(body);
  if (data) return data;
  throw new UsageError(`the request is not as expected: ${z.prettifyError(error)}`, {
    hint: 'send {"sql": "select …"}',
  });
}

/** A number of JSON goes as its digits, none of them lost. */
function parametersOf({ parameters }: Body) {
  const typeOf = (value: unknown) => (typeof value === 'boolean' ? { type: 'BOOLEAN' } : {});
  const one = (value: z.infer<typeof PARAMETER>) => ({
    value: value === null ? null : String(value),
    ...typeOf(value),
  });
  if (Array.isArray(parameters)) return parameters.map(one);
  return Object.entries(parameters).map(([name, value]) => ({ name, ...one(value) }));
}

interface Sending {
  readonly format: Body['format'];
  readonly signal: AbortSignal;
}

async function send(
  response: ServerResponse,
  answer: Answer,
  { format, signal }: Sending,
): Promise<void> {
  const { asOf, forgotten } = answer.facts;
  response.writeHead(200, {
    'content-type': TYPES[format],
    ...(asOf !== undefined && { 'ggr-as-of': asOf }),
    ...(forgotten !== undefined && { 'ggr-forgotten': encodeURI(forgotten) }),
  });
  if (format === 'parquet') {
    await pipeline(createReadStream(answer.file), response, { signal });
    return;
  }
  const sink = responseSink(response, signal);
  await (format === 'csv' ? writeCsv(answer, sink) : writeJson(answer, sink));
  await sink.end();
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
