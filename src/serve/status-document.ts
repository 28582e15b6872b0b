/** The document of `ggr status --json` and GET /status.json. */
import type { Database } from '../load/database.ts';
import { readStatus, type Status } from '../sync/status.ts';
import type { Session } from './session.ts';

export interface StatusDocument extends Omit<Status, 'gaps'> {
  /** Path of the store. */
  readonly warehouse: string;
}

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
  const kept = { accounts, syncStart, streams: catalogue.streams, now: now() };
  const { gaps, ...status } = await readStatus(kept, db, host !== undefined);
  return { document: { warehouse: config.warehouse, ...status, ...host?.describe() }, gaps };
}
