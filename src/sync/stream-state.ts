/** How a stream is, in one word, and which is worst: what `status`, /metrics and the page all say. */
import { count, type Database } from '../load/database.ts';
import { sql } from '../load/sql.ts';
import type { StreamStatus } from './status.ts';

/** The worst first. A sum that differs is worse than one that is late, and that than one that nobody asked for yet. */
export const STREAM_STATES = ['needs-person', 'failing', 'late', 'not-fetched', 'on-time'] as const;
export type StreamState = (typeof STREAM_STATES)[number];

/**
 * What is known of a window. `empty` is proved to have nothing, `missing` was never fetched: they are never the same.
 */
export const WINDOW_STATES = [
  'differs',
  'expired',
  'failed',
  'missing',
  'loaded',
  'checked',
  'verified',
  'empty',
] as const;
export type WindowKnown = (typeof WINDOW_STATES)[number];

export interface KnownStream extends StreamStatus {
  readonly state: StreamState;
  /** Windows by what is known of them; those without any are left out. Missing ones are counted as holes. */
  readonly windows: Readonly<Partial<Record<WindowKnown, number>>>;
}

/** A schedule whose last pull failed. */
interface FailingJob {
  readonly account: string;
  readonly stream: string;
  readonly last_error: string | null;
}

/** Adds to every stream how it is, the worst first; of streams that are alike the order stays. */
export async function describeStreams(
  streams: readonly StreamStatus[],
  jobs: readonly FailingJob[],
  db: Database,
): Promise<KnownStream[]> {
  const state = sql('page/parts/window-state');
  const counts = await db.many(sql('queries/count-windows', { state }));
  return streams
    .map((stream) => {
      const isMine = (row: { account?: unknown; stream?: unknown }) =>
        row.account === stream.account && row.stream === stream.stream;
      const mine = counts.filter(isMine).map((row) => [String(row.state), count(row.windows)]);
      const missing = stream.missing_windows > 0 ? { missing: stream.missing_windows } : {};
      const isFailing = jobs.some((job) => isMine(job) && job.last_error !== null);
      const windows = { ...Object.fromEntries(mine), ...missing };
      return { ...stream, state: stateOf(stream, isFailing), windows };
    })
    .toSorted((a, b) => rankOf(a) - rankOf(b));
}

const rankOf = ({ state }: KnownStream) => STREAM_STATES.indexOf(state);

function stateOf(stream: StreamStatus, isFailing: boolean): StreamState {
  if (stream.differing_windows > 0 || stream.rejects > 0 || stream.expiring) return 'needs-person';
  if (isFailing || stream.failed_windows > 0) return 'failing';
  if (stream.complete_until === null) return 'not-fetched';
  return stream.stale ? 'late' : 'on-time';
}
