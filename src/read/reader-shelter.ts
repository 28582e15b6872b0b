/**
 * What stands around a reader process where the system lets its user build it. The best is a root of its own:
 * Node, DuckDB, the libraries, its source and its folder, and nothing else, most of it read-only; no network; no
 * capability. Built of Linux' namespaces, as containers are, by an ordinary user. docs/security.md says what holds.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `jail`: a root of its own, and no network. `no network`: that alone. `none`: a process like others. */
export type Shelter = 'jail' | 'no network' | 'none';

const NAMESPACES = ['--net', '--ipc', '--uts'];
const JAILED = ['unshare', '--user', '--map-root-user', '--mount', ...NAMESPACES];
const UNWIRED = ['unshare', '--user', ...NAMESPACES];
const SETPRIV = '/usr/bin/setpriv';
const DROPPING = [SETPRIV, '--no-new-privs', '--pdeathsig', 'KILL'];
const DROPPED = [...DROPPING, '--inh-caps=-all', '--bounding-set=-all'];

/** Each path again below the new root, read-only but for `w`; links stay links, what is not there stays away. */
const BUILD = `set -e
root=$1; shift
mount -t tmpfs -o size=1m,mode=755 ggr "$root"
while [ "$1" != -- ]; do
  how=$1; path=$2; shift 2
  if [ -L "$path" ]; then mkdir -p "$root$(dirname "$path")"; cp -P "$path" "$root$path"; continue; fi
  if [ -d "$path" ]; then mkdir -p "$root$path"
  elif [ -e "$path" ]; then mkdir -p "$root$(dirname "$path")"; : > "$root$path"
  else continue; fi
  mount --rbind "$path" "$root$path"
  if [ "$how" = r ]; then mount -o remount,bind,ro "$root$path"; fi
done
shift
exec chroot "$root" "$@"`;

/** Of the system: a loader and its libraries, on Nix too. */
const SYSTEM = [
  '/lib',
  '/lib64',
  '/usr/lib',
  '/usr/lib64',
  '/nix/store',
  '/dev/null',
  '/dev/urandom',
];

export interface Sheltered {
  /** The process's own folder. */
  readonly folder: string;
  /** What it may read besides: its sources. */
  readonly reach: readonly string[];
  readonly command: readonly string[];
}

let best: Shelter | undefined;

/** What this machine lets its user build; tried once. */
export function findShelter(): Shelter {
  const isJail = () =>
    runs([...JAILED, 'sh', '-c', 'mount -t tmpfs ggr /tmp && exec "$0" "$@"', ...DROPPED, 'true']);
  best ??= isJail() ? 'jail' : unwiredOrNone();
  return best;
}

/** After a process could not start in one: from here on the next lesser. */
export function lowerShelter(): Shelter {
  best = best === 'jail' ? unwiredOrNone() : 'none';
  return best;
}

const unwiredOrNone = () => (runs([...UNWIRED, 'true']) ? 'no network' : 'none');

/** The command with all that is put before it. */
export function sheltered(shelter: Shelter, { folder, reach, command }: Sheltered): string[] {
  const within = [...drops(), ...command];
  if (shelter === 'none') return within;
  if (shelter === 'no network') return [...UNWIRED, ...within];
  const root = join(folder, 'root');
  mkdirSync(root, { recursive: true });
  const read = [...SYSTEM, SETPRIV, process.execPath, ...program(), ...reach];
  const paths = [...read.flatMap((path) => ['r', path]), 'w', folder];
  return [...JAILED, 'sh', '-c', BUILD, 'ggr-jail', root, ...paths, '--', ...within];
}

let dropping: readonly string[] | undefined;

/** An ordinary user has no capabilities to give away, and cannot bound them either. */
function drops(): readonly string[] {
  dropping ??= [DROPPED, DROPPING].find((choice) => runs([...choice, 'true'])) ?? [];
  return dropping;
}

/** Where this program and its packages lie, which may be above it when it is installed as a package. */
function program(): string[] {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const duckdb = fileURLToPath(import.meta.resolve('@duckdb/node-api'));
  const modules = duckdb.slice(0, duckdb.lastIndexOf('/node_modules/') + '/node_modules'.length);
  return [modules, ...['src', 'dist', 'sql', 'package.json'].map((name) => join(root, name))];
}

function runs([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
