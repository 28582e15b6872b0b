/** A real file system that is soon full; only root may mount one. */
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './ggr.ts';

const MIB = 1024 * 1024;

export interface SmallDisk {
  readonly folder: string;
  readonly free: () => number;
  /** Leaves so many bytes. */
  readonly fill: (leave: number) => void;
  /** Takes that back. */
  readonly empty: () => void;
}

/** Why none can be mounted here; undefined where one can. Told in the titles of tests that are skipped. */
export function whyNoDisk(): string | undefined {
  if (process.platform !== 'linux') return `${process.platform} has no tmpfs`;
  if (process.getuid?.() !== 0) return 'only root may mount';
  // a mount namespace of its own, which goes with the command: nothing is left behind
  const { status, stderr } = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt'], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : `mount: ${stderr || status}`;
}

/** Mounts one of so many MiB, and of so many files where that is said; it goes when the test ends. */
export function smallDisk(mib: number, files = 1000): SmallDisk {
  const folder = temporaryFolder();
  const options = `size=${mib}m,nr_inodes=${files}`;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'none', folder]);
  if (mounted.status !== 0) throw new Error(`mount: ${mounted.stderr}`);
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  const ballast = join(folder, 'ballast');
  const free = () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    free,
    fill: (leave) => {
      rmSync(ballast, { force: true });
      writeFileSync(ballast, Buffer.alloc(Math.max(0, free() - leave)));
    },
    empty: () => rmSync(ballast, { force: true }),
  };
}

export const mib = (count: number): number => count * MIB;
