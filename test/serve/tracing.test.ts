/** Spans go to a collector in OpenTelemetry's own format where one is set, and nothing of it is loaded where none is. */

import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { vendors } from '../../src/catalogue.ts';
import { loadConfig } from '../../src/config/config.ts';
import type { HttpCall, Net } from '../../src/contract/net.ts';
import { openLog } from '../../src/serve/log.ts';
import { NO_TRACING, openTracing, traced } from '../../src/serve/tracing.ts';

const SRC = resolve(import.meta.dirname, '../../src');
const log = openLog('silent');
const config = (env: Record<string, string>) =>
  loadConfig(vendors, { env, folder: '/nonexistent' });

async function collector() {
  const heard: { path: string; headers: object; body: Buffer }[] = [];
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    heard.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(pieces) });
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return { heard, endpoint: `http://127.0.0.1:${port}` };
}

/** Fields of a protobuf message that hold bytes, by number. */
function fieldsOf(message: Buffer): Map<number, Buffer[]> {
  const fields = new Map<number, Buffer[]>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const [field, kind] = [key >> 3, key & 7];
    if (kind === 0) varint();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else {
      const length = varint();
      fields.set(field, [...(fields.get(field) ?? []), message.subarray(at, at + length)]);
      at += length;
    }
  }
  return fields;
}

/** ExportTraceServiceRequest, ResourceSpans, ScopeSpans, Span: 1, 2, 2, and of each its id (2), parent (4), name (5), status (15). */
function spansOf(body: Buffer) {
  const within = (messages: Buffer[], field: number) =>
    messages.flatMap((message) => fieldsOf(message).get(field) ?? []);
  return within(within(within([body], 1), 2), 2).map((span) => {
    const fields = fieldsOf(span);
    const hex = (field: number) => fields.get(field)?.[0]?.toString('hex') ?? '';
    return {
      name: String(fields.get(5)?.[0]),
      id: hex(2),
      parent: hex(4),
      status: fieldsOf(fields.get(15)?.[0] ?? Buffer.alloc(0))
        .get(2)
        ?.toString(),
    };
  });
}

test('a pull and its calls are a trace; a failure says why, and no secret leaves', async () => {
  const { heard, endpoint } = await collector();
  const { serve } = config({
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=collector%20key',
    OTEL_SERVICE_NAME: 'ggr-of-the-test',
    GGR_PV_KEY: 'a-key-of-the-operator',
  });
  const tracing = await openTracing(serve.tracing, log);
  const call = vi.fn(async ({ label }: HttpCall<unknown>) => {
    if (label === 'broken') {
      // not one of ggr's own errors, which are made without secrets
      throw new Error('PV answers a-key-of-the-operator');
    }
    return 'answer';
  });
  const net = traced({ call, now: Date.now } as unknown as Net, tracing);
  const asked = (label: string) => net.call({ account: 'pv', label } as HttpCall<unknown>);
  const pull = tracing.span('pull', { account: 'pv', stream: 'pv.bets' }, async () => {
    expect(await asked('bets')).toBe('answer');
    await asked('broken');
  });
  await expect(pull).rejects.toThrow('PV answers');
  await tracing.close();
  expect(heard.map(({ path }) => path)).toEqual(['/v1/traces']);
  const [{ headers, body } = { headers: {}, body: Buffer.alloc(0) }] = heard;
  expect(headers).toMatchObject({
    'x-key': 'collector key',
    'content-type': 'application/x-protobuf',
  });
  const spans = spansOf(body);
  const parent = spans.find(({ name }) => name === 'pull');
  expect(spans.map(({ name, parent: of }) => [name, of])).toEqual([
    ['vendor call', parent?.id],
    ['vendor call', parent?.id],
    ['pull', ''],
  ]);
  expect(spans.map(({ status }) => status)).toEqual([
    undefined,
    'PV answers ********',
    'PV answers ********',
  ]);
  expect(body.includes('ggr-of-the-test')).toBe(true);
  expect(body.includes('a-key-of-the-operator')).toBe(false);
});

test('without an endpoint nothing is traced, and the network is the same object', async () => {
  const { serve } = config({ OTEL_SERVICE_NAME: 'ggr' });
  expect(await openTracing(serve.tracing, log)).toBe(NO_TRACING);
  const net = {} as Net;
  expect(traced(net, NO_TRACING)).toBe(net);
});

test('one file alone loads OpenTelemetry, and it is loaded by nobody at a start', () => {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const text = (file: string) => readFileSync(join(SRC, file), 'utf8');
  expect(files.filter((file) => text(file).includes("'@opentelemetry/"))).toEqual([
    'serve/open-telemetry.ts',
  ]);
  const loading = files.filter((file) => /from '[^']*open-telemetry\.ts'/.test(text(file)));
  expect(loading).toEqual([]);
  expect(text('serve/tracing.ts')).toContain("await import('./open-telemetry.ts')");
});

test('an endpoint that is none, and headers that are none, are said', () => {
  const { problems } = config({
    OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
    OTEL_EXPORTER_OTLP_HEADERS: 'no header',
  });
  expect(problems).toEqual([
    'OTEL_EXPORTER_OTLP_ENDPOINT must be an http(s) address',
    'OTEL_EXPORTER_OTLP_HEADERS must be name=value, commas between',
  ]);
});
