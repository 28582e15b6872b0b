/** The exact line that mends a window, by what is known of it. */
import type { WindowKnown } from '../../../sync/stream-state.ts';

interface Broken {
  readonly account: string;
  readonly stream: string;
  readonly start: string;
  readonly end: string;
  readonly state: WindowKnown;
}

export interface Mend {
  readonly says: string;
  readonly command?: string;
}

export function mendOf({ account, stream, start, end, state }: Broken): Mend {
  const range = `${stream} --account ${account} --from ${start} --to ${end}`;
  switch (state) {
    case 'missing':
      return { says: 'This pulls it:', command: `ggr backfill ${range}` };
    case 'failed':
      return { says: 'This pulls it again:', command: `ggr backfill ${range} --only failed` };
    case 'differs':
      return {
        says: 'This reads it again and compares it again; `ggr reconcile waive` lets it stand with a reason:',
        command: `ggr reconcile ${range} --repair`,
      };
    case 'loaded':
      return { says: 'This compares it with the vendor:', command: `ggr reconcile ${range}` };
    case 'expired':
      return { says: 'The vendor no longer keeps it: nothing pulls it. Ask them for an export.' };
    case 'checked':
    case 'verified':
    case 'empty':
      return { says: 'There is nothing to mend.' };
    default:
      return state satisfies never;
  }
}
