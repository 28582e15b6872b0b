/** What a vendor changed in its records, a line each, the first time. */
import type { NewDrift } from '../load/drift.ts';
import { ALL_OTHERS } from '../transform/field-news.ts';
import type { SyncJob, SyncWatcher } from './job.ts';

export function tellDrift(watch: SyncWatcher, job: SyncJob, drift: readonly NewDrift[]): void {
  for (const event of drift) {
    const isNamed = event.field === ALL_OTHERS || event.field in job.stream.record.shape;
    if (event.what === 'new' && !isNamed) watch.unknownField(job, event.field);
    else watch.noted(job, describeDrift(event));
  }
}

/** "the field odds is gone". */
export function describeDrift({ field, what, sample }: NewDrift): string {
  if (field === ALL_OTHERS) return `the vendor sends ${sample}: they are kept in extra`;
  if (what === 'gone') return `the field ${field} is gone (it was ${sample})`;
  if (what === 'type') return `the field ${field} comes as ${sample}`;
  return sample === null ? `the field ${field} is new` : `the field ${field} is new (${sample})`;
}
