/** What `doctor` says of files: whether other users of this machine can read secrets and players' data. */
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Config } from '../../config/config.ts';
import { LEAST_TOKEN } from '../../config/variables.ts';
import { storeFolder } from '../../load/room.ts';
import { tokenPath } from '../../serve/token.ts';
import { journalPath } from '../../wallet/wallet.ts';

/** A finding about a file; what is right is not said. */
export interface FileFinding {
  readonly says: string;
  readonly mend: string;
}

/** A container's own place for secrets: often readable by all of its users, of whom there is one. */
const GIVEN = ['/run/secrets/', '/var/run/secrets/'];

export function checkFiles(config: Pick<Config, 'warehouse' | 'secretFiles'>): FileFinding[] {
  return [
    ...config.secretFiles.flatMap((path) => checkSecret(resolve(path))),
    ...checkFolder(storeFolder(config.warehouse)),
    ...checkOwn(config.warehouse),
    ...checkKept(config.warehouse),
  ];
}

function checkSecret(path: string): FileFinding[] {
  if (GIVEN.some((place) => path.startsWith(place)) || !isExposed(path)) return [];
  const says = `other users of this machine can read ${path}, which holds secrets`;
  return [{ says, mend: `chmod 600 ${path}` }];
}

/** Who can write there can put a file or a link where ggr keeps its own. */
function checkFolder(folder: string): FileFinding[] {
  const isOpen = ((look(folder)?.mode ?? 0) & 0o022) !== 0;
  const says = `other users can write in ${folder}, where the store is`;
  return isOpen ? [{ says, mend: `chmod go-w ${folder}` }] : [];
}

/** Store, wallet and what stands beside them; ggr 0.1 made them with the rights of the shell. */
function checkOwn(store: string): FileFinding[] {
  const folder = storeFolder(store);
  const begins = [basename(store), basename(journalPath(store))];
  const exposed = namesIn(folder)
    .filter((name) => begins.some((begin) => name.startsWith(begin)))
    .filter((name) => isExposed(join(folder, name)));
  if (exposed.length === 0) return [];
  const paths = exposed.map((name) => join(folder, name));
  return [
    {
      says: `other users of this machine can read ${paths.join(', ')}: bets, players and tokens`,
      mend: `chmod -R go= ${paths.join(' ')}`,
    },
  ];
}

function checkKept(store: string): FileFinding[] {
  return (['api', 'sql'] as const).flatMap((name) => {
    const path = tokenPath(store, name);
    const length = read(path)?.trim().length ?? LEAST_TOKEN;
    if (length === 0 || length >= LEAST_TOKEN) return [];
    const says = `${path} holds a token of ${length} characters: it can be guessed`;
    return [{ says, mend: `rm ${path}, and start the daemon again: it makes a new one` }];
  });
}

/** By its own mode, and where its folder lets others in. */
function isExposed(path: string): boolean {
  const lets = (found: Stats | undefined, bits: number) => ((found?.mode ?? 0) & bits) !== 0;
  return lets(look(path), 0o006) && lets(look(dirname(path)), 0o001);
}

function look(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
