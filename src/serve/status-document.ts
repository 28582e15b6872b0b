/** The document of `ggr status --json` and GET /status.json; /metrics and the page are made from it. */
import type { Database } from '../load/database.ts';
import { readStatus, type Status } from '../sync/status.ts';
import { describeStreams, type KnownStream } from '../sync/stream-state.ts';
import { type Verdict, verdictOf } from '../sync/verdict.ts';
import { iso } from '../transform/time.ts';
import type { DaemonFacts } from './describe-daemon.ts';
import type { Session } from './session.ts';

export interface StatusDocument extends Omit<Status, 'gaps' | 'streams'> {
  /** The moment of which it speaks. */
  readonly as_of: string;
  /** Path of the store. */
  readonly warehouse: string;
  /** How everything is, in one sentence. */
  readonly verdict: Verdict;
  /** The worst first. */
  readonly streams: readonly KnownStream[];
}

/** The same in a daemon, with its schedules and parts. */
export type DaemonDocument = StatusDocument & DaemonFacts;

export interface StatusReading {
  readonly document: StatusDocument;
  /** What the document counts. */
  readonly gaps: Status['gaps'];
}

/** In a daemon with its schedules and parts. */
export async function readDocument(
  { config, catalogue, now, host }: Session,
  db: Database,
): Promise<StatusReading> {
  const { accounts, syncStart } = config;
  const at = now();
  const kept = { accounts, syncStart, streams: catalogue.streams, now: at };
  const { gaps, ...status } = await readStatus(kept, db, host !== undefined);
  const told = host?.describe();
  const streams = await describeStreams(status.streams, told?.schedules ?? [], db);
  const facts = { as_of: iso(at), warehouse: config.warehouse };
  const judged = { ...status, streams, ...told };
  return { document: { ...facts, verdict: verdictOf(judged), ...judged }, gaps };
}
