/** Who may read what a run left behind. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Each name under a folder that its user is not alone with, with its mode. */
export function openToOthers(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const found = lstatSync(join(folder, name));
    const { mode } = found;
    // a link has no rights of its own
    return found.isSymbolicLink() || (mode & 0o077) === 0
      ? []
      : [`${name} ${(mode & 0o777).toString(8)}`];
  });
}
