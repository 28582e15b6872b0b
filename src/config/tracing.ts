/** Where spans go, by the names that every program with OpenTelemetry has; read by config.ts among the other settings. */
import type { Variable } from './variables.ts';

export interface TracingSettings {
  /** Base address; /v1/traces is added. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What the traces are filed under. */
  readonly service: string;
}

const VARIABLES = {
  endpoint: {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    about:
      'base address of a collector (OTLP over HTTP) that the daemon sends spans to; off unless set',
    check: (v) =>
      /^https?:$/.test(URL.parse(v)?.protocol ?? '') ? undefined : 'must be an http(s) address',
  },
  headers: {
    name: 'OTEL_EXPORTER_OTLP_HEADERS',
    about: 'headers that the collector wants: name=value, commas between, values percent-encoded',
    secret: true,
    check: (v) => (parseHeaders(v) ? undefined : 'must be name=value, commas between'),
  },
  service: {
    name: 'OTEL_SERVICE_NAME',
    about: 'the name under which the spans are filed',
    fallback: 'ggr',
  },
} as const satisfies Record<string, Variable>;

/** Nothing where no endpoint is set. */
export function readTracing(
  read: (variable: Variable) => string | undefined,
): TracingSettings | undefined {
  const [endpoint, headers, service] = [
    read(VARIABLES.endpoint),
    read(VARIABLES.headers),
    read(VARIABLES.service),
  ];
  if (endpoint === undefined) return undefined;
  return { endpoint, headers: parseHeaders(headers ?? '') ?? {}, service: service ?? 'ggr' };
}

function parseHeaders(text: string): Record<string, string> | undefined {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  const parsed = pairs.map((pair) => /^\s*([^=\s]+)\s*=(.*)$/.exec(pair)?.slice(1));
  if (parsed.some((pair) => pair === undefined)) return undefined;
  try {
    return Object.fromEntries(
      parsed.map((pair) => [pair?.[0] ?? '', decodeURIComponent((pair?.[1] ?? '').trim())]),
    );
  } catch {
    return undefined;
  }
}
