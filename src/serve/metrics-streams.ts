/** What /metrics says of every account and stream. A stream that was never fetched has no instants, and says so. */
import { type KnownStream, STREAM_STATES, WINDOW_STATES } from '../sync/stream-state.ts';
import type { DaemonFacts } from './describe-daemon.ts';
import type { Families } from './metrics-families.ts';

const OF_STREAM = ['account', 'stream'] as const;

/** Seconds since 1970; undefined of nothing. */
export function secondsOf(instant: string | null | undefined): number | undefined {
  return instant ? Date.parse(instant) / 1000 : undefined;
}

const keyOf = ({ account, stream }: { readonly account: string; readonly stream: string }) => ({
  account,
  stream,
});

export function addStreams(families: Families, streams: readonly KnownStream[]): void {
  addStates(families, streams);
  addInstants(families, streams);
  addWindows(families, streams);
}

function addStates(families: Families, streams: readonly KnownStream[]): void {
  const state = families.gauge({
    name: 'ggr_stream_state',
    help: `1 for the state that a stream is in, 0 for the others; the worst first: ${STREAM_STATES.join(', ')}.`,
    labelNames: [...OF_STREAM, 'state'],
  });
  const fetched = families.gauge({
    name: 'ggr_stream_fetched',
    help: '0 for a stream of which nothing was ever fetched. That it has no data is another thing: see ggr_stream_windows{state="empty"}.',
    labelNames: OF_STREAM,
  });
  for (const stream of streams) {
    const key = keyOf(stream);
    for (const each of STREAM_STATES) state(stream.state === each ? 1 : 0, { ...key, state: each });
    fetched(stream.complete_until === null ? 0 : 1, key);
  }
}

function addInstants(families: Families, streams: readonly KnownStream[]): void {
  const gauge = (name: string, help: string) =>
    families.gauge({ name, help, labelNames: OF_STREAM });
  const through = gauge(
    'ggr_stream_data_through_timestamp_seconds',
    'Nothing is missing up to this instant. Absent before the first fetch.',
  );
  const verified = gauge(
    'ggr_stream_verified_through_timestamp_seconds',
    'Every window up to this instant is verified or checked. Absent where none is.',
  );
  const lag = gauge('ggr_stream_lag_seconds', 'How far data through lies behind now.');
  const expiry = gauge(
    'ggr_stream_next_expiry_timestamp_seconds',
    'When the vendor forgets the first of what is missing. Absent where nothing is missing or it does not say.',
  );
  const differs = gauge(
    'ggr_stream_differs_since_timestamp_seconds',
    'When the oldest difference that nobody has waived was found. Absent without one.',
  );
  for (const stream of streams) {
    const key = keyOf(stream);
    through(secondsOf(stream.complete_until), key);
    verified(secondsOf(stream.verified_until), key);
    lag(stream.behind_seconds, key);
    expiry(secondsOf(stream.expires_at), key);
    differs(secondsOf(stream.differs_since), key);
  }
}

function addWindows(families: Families, streams: readonly KnownStream[]): void {
  const holes = families.gauge({
    name: 'ggr_stream_holes',
    help: 'Windows that are due and not held: never fetched, or failed.',
    labelNames: OF_STREAM,
  });
  const windows = families.gauge({
    name: 'ggr_stream_windows',
    help: `Windows by what is known of them: ${WINDOW_STATES.join(', ')}. missing was never fetched; empty was, and is proved to hold nothing.`,
    labelNames: [...OF_STREAM, 'state'],
  });
  const differences = families.gauge({
    name: 'ggr_stream_differences',
    help: "Windows that differ from the vendor's totals, by whether somebody has waived it.",
    labelNames: [...OF_STREAM, 'waived'],
  });
  const rejects = families.gauge({
    name: 'ggr_stream_rejects',
    help: 'Refused records in quarantine, by whether somebody has accepted them.',
    labelNames: [...OF_STREAM, 'accepted'],
  });
  for (const stream of streams) {
    const key = keyOf(stream);
    holes(stream.missing_windows + stream.failed_windows, key);
    for (const state of WINDOW_STATES) windows(stream.windows[state] ?? 0, { ...key, state });
    differences(stream.differing_windows, { ...key, waived: 'no' });
    differences(stream.waived_windows, { ...key, waived: 'yes' });
    rejects(stream.rejects, { ...key, accepted: 'no' });
    rejects(stream.rejects_accepted, { ...key, accepted: 'yes' });
  }
}

/** Counted by the process of the warehouse: 0 again when it was started again. */
export function addTraffic(families: Families, traffic: DaemonFacts['traffic']): void {
  const requests = families.counter({
    name: 'ggr_vendor_requests_total',
    help: 'Requests to the vendor, attempts included. stream is empty for what belongs to no one stream.',
    labelNames: OF_STREAM,
  });
  const refusals = families.counter({
    name: 'ggr_vendor_refusals_total',
    help: 'Requests without a good answer, by the code of the error.',
    labelNames: [...OF_STREAM, 'code'],
  });
  const waited = families.counter({
    name: 'ggr_vendor_wait_seconds_total',
    help: "Seconds that requests waited in their lane or for the vendor's own rule.",
    labelNames: OF_STREAM,
  });
  const rows = families.counter({
    name: 'ggr_rows_total',
    help: 'Records read, by what became of them. received = inserted + updated + unchanged + quarantined.',
    labelNames: [...OF_STREAM, 'outcome'],
  });
  for (const each of traffic) {
    const key = keyOf(each);
    requests(each.requests, key);
    waited(each.waited_seconds, key);
    for (const [code, n] of Object.entries(each.refusals)) refusals(n, { ...key, code });
    for (const [outcome, n] of Object.entries(each.rows)) rows(n, { ...key, outcome });
  }
}

/** Schedules whose last pull failed. */
export function addSchedules(families: Families, jobs: DaemonFacts['schedules']): void {
  const failing = families.gauge({
    name: 'ggr_schedule_failing_since_timestamp_seconds',
    help: 'Since when the pulls of a stream fail. Absent while they do not.',
    labelNames: OF_STREAM,
  });
  const ended = families.gauge({
    name: 'ggr_schedule_last_end_timestamp_seconds',
    help: 'When the last pull of a stream ended, with or without success.',
    labelNames: OF_STREAM,
  });
  const next = families.gauge({
    name: 'ggr_schedule_next_fire_timestamp_seconds',
    help: 'When a stream is pulled next.',
    labelNames: OF_STREAM,
  });
  for (const job of jobs) {
    failing(secondsOf(job.failing_since), keyOf(job));
    ended(secondsOf(job.last_ended_at), keyOf(job));
    next(secondsOf(job.next_fire_at), keyOf(job));
  }
}
