/** How DuckDB works on the store: to write it, and to read it. */
import type { OpenOptions } from './open-options.ts';

/**
 * With 128 MB hours of 1,270,000 rows go through, one at a time. With 384 MB a pull holds 100 to 200 MB more, for the
 * most part blocks that it does not read again; hours of so many rows are read again in three quarters of the CPU then.
 */
const LOAD_MEMORY = '192MB';
/** Each connection works on a thread of its own besides; a second one made an insert cost twice the CPU. */
const THREADS = 1;
/** Half of DuckDB's own: windows over it are written as they are, smaller ones once more when they fill a group. */
export const ROW_GROUP = '(row_group_size 61440)';
/** Between checkpoints; DuckDB's 16 MB would checkpoint every few windows. */
const CHECKPOINT_AT = '64MB';

export const SETTINGS_TO_READ = { memory_limit: '2GB' };

export function settingsToWrite({ path, threads = THREADS, memory = LOAD_MEMORY }: OpenOptions) {
  return {
    threads: String(threads),
    memory_limit: memory,
    checkpoint_threshold: CHECKPOINT_AT,
    preserve_insertion_order: 'false',
    temp_directory: `${path}.tmp`,
  };
}
