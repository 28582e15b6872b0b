/** The settings of backups, read by config.ts among the others. */
import { dirname, join, resolve } from 'node:path';
import { checkSchedule } from './serve.ts';
import type { Variable } from './variables.ts';

export interface BackupSettings {
  /** Where backups stand, each a folder. */
  readonly folder: string;
  /** When the daemon makes one: cron in UTC; undefined: never. */
  readonly at: string | undefined;
  /** How many are kept. */
  readonly keep: number;
}

const NIGHTLY = '30 2 * * *';

const VARIABLES = {
  folder: {
    name: 'GGR_BACKUP_DIR',
    about: 'folder for backups, best on another disk; where it is set the daemon makes them',
  },
  at: {
    name: 'GGR_BACKUP_AT',
    about: 'when the daemon makes one: cron in UTC, or off',
    fallback: NIGHTLY,
    check: checkSchedule,
  },
  keep: {
    name: 'GGR_BACKUP_KEEP',
    about: 'how many backups are kept, the newest ones',
    fallback: '7',
    check: checkKeep,
  },
} as const satisfies Record<string, Variable>;

/** Says what is wrong with a number of backups, or nothing. */
export function checkKeep(value: string): string | undefined {
  return /^[1-9]\d{0,3}$/.test(value) ? undefined : 'must be a number from 1 to 9999';
}

/** Reads them with `read`, which reports what is wrong with a value; `from` is where relative paths begin. */
export function readBackup(
  read: (variable: Variable) => string | undefined,
  { warehouse, from }: { readonly warehouse: string; readonly from: string },
): BackupSettings {
  const folder = read(VARIABLES.folder);
  const at = read(VARIABLES.at) ?? NIGHTLY;
  return {
    folder: resolve(from, folder ?? join(dirname(warehouse), 'backups')),
    at: folder === undefined || at === 'off' ? undefined : at,
    keep: Number(read(VARIABLES.keep) ?? VARIABLES.keep.fallback),
  };
}
