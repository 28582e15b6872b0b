/** How fast a job may be: its vendor's rule of pauses, and whom it waits for. */
import type { SyncJob } from './job.ts';

type Paced = Pick<SyncJob, 'account' | 'stream'>;

/** Streams that feed one table come from one command of the vendor, and wait for each other under its rate rule. */
export function laneOf({ account, stream: { vendor, table } }: Paced): string {
  return `${vendor.limitedAs?.(account) ?? account.name} ${table}`;
}

/** The lane's rate, or the pause that the vendor wants between two requests. */
export function paceMsOf({ account, stream }: Paced): number {
  const setting = stream.windows?.paceSetting;
  const pauseMs = setting ? Number(account.settings[setting]) : 0;
  return Math.max(pauseMs, 1000 / account.requestsPerSecond);
}
