/** OpenTelemetry by its official packages: loaded only where an endpoint is set (tracing.ts). */
import { setTimeout as sleep } from 'node:timers/promises';
import { context, SpanStatusCode } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TracingSettings } from '../config/tracing.ts';
import { VERSION } from '../config/version.ts';
import { GgrError } from '../contract/errors.ts';
import { withoutSecrets } from '../contract/secrets.ts';
import type { Log } from './log.ts';
import type { Tracing } from './spans.ts';

/** A collector that is away: spans are dropped, and nothing waits. */
const EXPORT_MS = 10_000;
const CLOSE_MS = 2_000;

/** Sends spans by OTLP over HTTP (protobuf), in batches. */
export function startTracing({ endpoint, headers, service }: TracingSettings, log: Log): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    headers,
    timeoutMillis: EXPORT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': VERSION }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const tracer = provider.getTracer('ggr', VERSION);
  return {
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, async (span) => {
        try {
          return await work();
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
          if (error instanceof GgrError) span.setAttribute('error.type', error.code);
          throw error;
        } finally {
          span.end();
        }
      }),
    close: async () => {
      const sent = provider.shutdown().then(
        () => true,
        () => false,
      );
      const late = sleep(CLOSE_MS, false, { ref: false });
      if (!(await Promise.race([sent, late]))) log.warn('the last spans were not sent');
      context.disable();
    },
  };
}

function messageOf(error: unknown): string {
  return withoutSecrets(error instanceof Error ? error.message : String(error));
}
