/**
 * Spans of what the process that owns the store does: pulls, nights of totals, commands, and each call to a vendor.
 * Where OTEL_EXPORTER_OTLP_ENDPOINT is unset nothing of OpenTelemetry is even loaded.
 */
import type { TracingSettings } from '../config/tracing.ts';
import type { HttpCall, Net } from '../contract/net.ts';
import type { Log } from './log.ts';
import type { Tracing } from './spans.ts';

export const NO_TRACING: Tracing = {
  span: (_name, _attributes, work) => work(),
  close: async () => {},
};

/** Loads the official packages where an endpoint is set. */
export async function openTracing(
  settings: TracingSettings | undefined,
  log: Log,
): Promise<Tracing> {
  if (!settings) return NO_TRACING;
  const { startTracing } = await import('./open-telemetry.ts');
  return startTracing(settings, log);
}

/** The network with a span for every call: its waits in the lane and its retries are in it. */
export function traced<N extends Net>(net: N, tracing: Tracing): N {
  if (tracing === NO_TRACING) return net;
  const call = <T>(asked: HttpCall<T>) =>
    tracing.span('vendor call', { account: asked.account, call: asked.label }, () =>
      net.call(asked),
    );
  return { ...net, call };
}
