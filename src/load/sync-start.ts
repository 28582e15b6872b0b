/** From when on a stream is kept complete, where nobody has said it. */
import type { EpochMs } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { count, type Database } from './database.ts';
import { sql } from './sql.ts';

interface StreamKey {
  readonly account: string;
  readonly stream: string;
}

/** The remembered start of a stream; undefined before its first sync. */
export async function findSyncStart(db: Database, key: StreamKey): Promise<EpochMs | undefined> {
  const kept = await db.maybeOne(sql('queries/find-sync-start'), { ...key });
  return kept && count(kept.start_ms);
}

/** The start from which sync keeps a stream complete; remembered on first use, so holes stay due. */
export async function syncStart(
  db: Database,
  key: StreamKey,
  otherwise: EpochMs,
): Promise<{ readonly start: EpochMs; readonly isNew: boolean }> {
  const start = await findSyncStart(db, key);
  if (start !== undefined) return { start, isNew: false };
  await db.run(sql('queries/remember-sync-start'), { ...key, start: sqlTimestamp(otherwise) });
  return { start: otherwise, isNew: true };
}
