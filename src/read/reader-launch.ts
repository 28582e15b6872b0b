/**
 * Starts a reader process: an empty environment, a folder of its own, limits of the operating system, in the
 * best shelter that there is.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Shelter, sheltered } from './reader-shelter.ts';

export interface LaunchOptions {
  /** The process's own: it works and spills there. */
  readonly folder: string;
  /** Files and folders among which its source is: all that it may read of them. */
  readonly reach: readonly string[];
  /** Bytes of resident memory past which it is killed. */
  readonly memory: number;
  /** Bytes it may write into its folder. */
  readonly spill: number;
  readonly threads: number;
}

/** Of the memory that the process may hold, DuckDB gets so much; Node and DuckDB's uncounted parts the rest. */
const DUCKDB_SHARE = 0.6;
/** Addresses that Node and V8 reserve without using them, and room for what grows between two looks. */
const RESERVED_KB = 6 * 1024 * 1024;
/** JavaScript's heap: a row may hold 16 MiB of text, several times over. */
const HEAP_MB = 384;
/** Files and sockets: as many Parquet files as DuckDB has open at once, and few more. */
const MOST_FILES = 1024;
const FILE_BLOCK = 512;

/**
 * No cores (players' data would stand in them), the first that ends when memory runs out, and behind the wallet and
 * the pulls where all want the processor: a question that cannot be interrupted takes a core for as long as it lives.
 */
const SCRIPT = `ulimit -c 0
renice -n 10 -p $$ > /dev/null 2>&1
ulimit -f "$1" 2>/dev/null
ulimit -v "$2" 2>/dev/null
ulimit -n ${MOST_FILES} 2>/dev/null
echo 1000 2>/dev/null > /proc/self/oom_score_adj
shift 2
exec "$@"`;

/** The process; its questions go to stdin, its answers come from the fourth stream. */
export function launchReader(options: LaunchOptions, shelter: Shelter): ChildProcess {
  const { folder, memory, spill, threads } = options;
  const cache = getCompileCacheDir();
  const entry = fileURLToPath(
    new URL(`./reader-process${extname(import.meta.url)}`, import.meta.url),
  );
  const node = [
    process.execPath,
    `--max-old-space-size=${HEAP_MB}`,
    '--disable-warning=ExperimentalWarning',
    entry,
    folder,
    String(Math.floor(memory * DUCKDB_SHARE)),
    String(spill),
    String(threads),
  ];
  const limits = [
    String(Math.ceil(spill / FILE_BLOCK)),
    String(Math.ceil(memory / 1024) + RESERVED_KB),
  ];
  const reach = [...options.reach, ...(cache === undefined ? [] : [cache])];
  const command = sheltered(shelter, { folder, reach, command: node });
  return spawn('/bin/sh', ['-c', SCRIPT, 'ggr-reader', ...limits, ...command], {
    cwd: folder,
    // a group of its own: Ctrl-C is for whoever asks, who ends the process as it should end
    detached: true,
    env: {
      TZ: 'UTC',
      // where the shell and util-linux are looked for; the process itself starts no other
      PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
      UV_THREADPOOL_SIZE: '4',
      MALLOC_ARENA_MAX: '2',
      ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) }),
    },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
}
