/**
 * Starts a reader process with little around it: an empty environment, a folder of its own, limits of the
 * operating system, and, where the machine has them, no network, no capabilities and no way to get new ones.
 * docs/security.md says which of these is a wall.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface LaunchOptions {
  /** The process's own: it works and spills there. */
  readonly folder: string;
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

/** No cores (players' data would stand in them), and the first that ends when memory runs out. */
const SCRIPT = `ulimit -c 0
ulimit -f "$1" 2>/dev/null
ulimit -v "$2" 2>/dev/null
ulimit -n ${MOST_FILES} 2>/dev/null
echo 1000 2>/dev/null > /proc/self/oom_score_adj
shift 2
exec "$@"`;

/** The first that this machine lets its user run is used; on others there is less around the process. */
const SHELTERS: readonly (readonly (readonly string[])[])[] = [
  [
    ['unshare', '--user', '--map-current-user', '--net', '--ipc', '--uts'],
    ['unshare', '--user', '--net'],
  ],
  [
    ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL', '--inh-caps=-all', '--bounding-set=-all'],
    ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL'],
  ],
];

let found: readonly string[] | undefined;

/** What is put before the command; tried once, each where the former ones stand. */
export function findShelters(): readonly string[] {
  if (found) return found;
  const words: string[] = [];
  for (const choices of SHELTERS)
    words.push(...(choices.find((one) => runs([...words, ...one])) ?? []));
  found = words;
  return found;
}

function runs([command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, [...args, 'true'], { stdio: 'ignore' }).status === 0;
}

/** The process; its questions go to stdin, its answers come from the fourth stream. */
export function launchReader({ folder, memory, spill, threads }: LaunchOptions): ChildProcess {
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
  return spawn('/bin/sh', ['-c', SCRIPT, 'ggr-reader', ...limits, ...findShelters(), ...node], {
    cwd: folder,
    // a group of its own: Ctrl-C is for whoever asks, who ends the process as it should end
    detached: true,
    env: {
      TZ: 'UTC',
      UV_THREADPOOL_SIZE: '4',
      MALLOC_ARENA_MAX: '2',
      ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) }),
    },
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
  });
}
