/** What `doctor` says of the machine: room on its disks, versions, zones, and its clock beside the vendors'. */
import { existsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { version as duckdbVersion } from '@duckdb/node-api';
import type { Config } from '../../config/config.ts';
import { VERSION } from '../../config/version.ts';
import type { Net } from '../../contract/net.ts';
import type { Account } from '../../contract/vendor.ts';
import { bytes, type Room, roomIn, storeFolder } from '../../load/room.ts';
import { duration } from '../../transform/time.ts';
import { typed } from '../session/installed.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';

/** Loading logs up to 64 MB before it writes them to their place, and queries beside it spill. */
const LEAST_FREE = 512 * 1024 * 1024;
/** What is less than a page or two: nothing can be written any more. */
const NOTHING = 64 * 1024;
const DISK_HINT =
  'free space there or grow the disk, but delete no file that begins like the store or the wallet';

/** A Date header has whole seconds, and the answer took its way. */
const CLOCK_SLACK_MS = 5000;
const CLOCK_MEND = '`timedatectl set-ntp true` has the machine set its clock by itself';
/** Governments change their clocks at short notice: zone data of another year are old. */
const ZONES_LAST_YEARS = 1;

/** The disks of store, snapshots and backups, and that of temporary files: each once. */
export function checkDisks({ warehouse, publishDir, backup }: Config): Finding[] {
  const folders = [storeFolder(warehouse), resolve(publishDir), backup.folder, tmpdir()];
  const there = folders.map(nearest);
  const disks = new Map(there.toReversed().map((folder) => [statSync(folder).dev, folder]));
  return [...disks.values()].toReversed().flatMap((folder) => {
    const room = roomIn(folder);
    return room ? [describeRoom(room)] : [];
  });
}

/** Where a folder will be made. */
function nearest(folder: string): string {
  const parent = dirname(folder);
  return existsSync(folder) || parent === folder ? folder : nearest(parent);
}

function describeRoom({ folder, free, hasFiles }: Room): Finding {
  if (!hasFiles) return wrong('disk', `${folder} can hold no more files`, DISK_HINT);
  if (free < NOTHING) return wrong('disk', `the disk of ${folder} is full`, DISK_HINT);
  const says = `${bytes(free)} are free in ${folder}`;
  return free < LEAST_FREE ? wrong('disk', says, DISK_HINT) : fine('disk', says);
}

/** What runs here; and a daemon of another version, which refuses this one's commands. */
export function checkVersions(daemon: string | undefined): Finding[] {
  const here = `ggr ${VERSION}, Node ${process.versions.node}, DuckDB ${duckdbVersion()}`;
  if (daemon === undefined || daemon === VERSION) return [fine('versions', here)];
  const mend = 'start the daemon again, so that it runs the version that is installed';
  return [wrong('versions', `${here}; the daemon still runs ggr ${daemon}`, mend)];
}

/** One zone database, Node's, gives the gaming day; what of the machine's own zone people may mix up with it. */
export function checkZones({ reportTimezone, dayStart }: Config, now: number): Finding[] {
  const machine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const data = process.versions.tz ?? 'unknown';
  const says = `gaming days begin at ${dayStart} in ${reportTimezone}, by zone data ${data}; this machine's zone is ${machine}, and nothing is reckoned by it`;
  const age = new Date(now).getUTCFullYear() - Number(data.slice(0, 4));
  if (age > ZONES_LAST_YEARS) {
    const mend = `a newer ggr brings newer ones: \`${typed('--version')}\` says which this is`;
    return [warning('zones', `${says}; these data are ${age} years old`, mend)];
  }
  return [fine('zones', says)];
}

/** By the Date header of a vendor that has just answered; nothing where it sent none. */
export function checkVendorClock({ name, lagSeconds }: Account, net: Net): Finding[] {
  const aheadMs = net.clockAheadMs(name);
  if (aheadMs === undefined || Math.abs(aheadMs) <= CLOCK_SLACK_MS) return [];
  const side = aheadMs < 0 ? 'ahead of' : 'behind';
  const says = `this machine's clock stands ${duration(Math.abs(aheadMs))} ${side} the clock of ${name}'s vendor`;
  // a window that is over here and not there would be read too early
  const isHarm = -aheadMs > lagSeconds * 1000;
  return [isHarm ? wrong('clock', says, CLOCK_MEND) : warning('clock', says, CLOCK_MEND)];
}
