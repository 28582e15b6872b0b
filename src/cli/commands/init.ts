/** `ggr init`: a commented `.env` in this folder, and the next command to type. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { packaged, typed } from '../session/installed.ts';
import { toDocument } from '../session/terminal.ts';

/** Where the file ends up: the folder in which it is typed, which is where ggr looks for it. */
const NAME = '.env';
/** Readable by its user alone: keys come into it. */
const MODE = 0o600;

export const addInit: AddCommand = (ggr, { runHere }) => {
  ggr
    .command('init')
    .description(
      'write a commented .env into this folder (never over one), and say what comes next',
    )
    .option(...JSON_OPTION)
    .action((options) => runHere((session) => init(session, options)));
};

export function init({ terminal, config }: Session, { json }: { json: boolean }): ExitCode {
  const path = resolve(NAME);
  const found = whatIsKnown(config.warehouse);
  writeNew(path, withFound(readFileSync(packaged('.env.example'), 'utf8'), found));
  const next = typed('doctor');
  if (json) {
    terminal.out(toDocument({ path, found: found.map(({ name }) => name), next }));
    return EXIT.done;
  }
  terminal.note(`wrote ${path}, which only you can read: every setting with what it means`);
  for (const { says } of found) terminal.note(says);
  terminal.note("fill in a vendor's block (PV, WM or POP: address, key, currency), then type");
  terminal.out(next);
  return EXIT.done;
}

interface Found {
  readonly name: string;
  readonly line: string;
  readonly says: string;
}

/** What nobody needs to be asked: a token that nobody can guess, ready for whoever wants the wallet; this machine's zone. */
function whatIsKnown(store: string): Found[] {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const found: Found[] = [
    {
      name: 'GGR_WALLET_TOKEN',
      line: `#GGR_WALLET_TOKEN=${randomBytes(32).toString('hex')}`,
      says: 'a token for the wallet is made and stands behind a #: take that away to answer game servers',
    },
  ];
  if (zone !== 'UTC' && zone !== 'Etc/UTC') {
    found.push({
      name: 'GGR_REPORT_TIMEZONE',
      line: `#GGR_REPORT_TIMEZONE=${zone}`,
      says: `gaming days are cut in UTC; this machine's zone, ${zone}, stands behind a #`,
    });
  }
  if (existsSync(store)) {
    found.push({ name: 'GGR_WAREHOUSE', line: '', says: `there is a store already: ${store}` });
  }
  return found;
}

function withFound(text: string, found: readonly Found[]): string {
  return found
    .filter(({ line }) => line !== '')
    .reduce(
      (all, { name, line }) => all.replace(new RegExp(`^#${name}=.*$`, 'm'), () => line),
      text,
    );
}

/** Never over a file, nor through a link. */
function writeNew(path: string, text: string): void {
  let file: number;
  try {
    file = openSync(path, 'wx', MODE);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new UsageError(`${path} is there already, and was left as it is`, {
        hint: `\`${typed('config')}\` shows what is set; ${packaged('.env.example')} explains every setting`,
      });
    }
    throw new UsageError(`${path} cannot be written (${code})`, {
      hint: 'type it in a folder of your own',
      cause,
    });
  }
  try {
    writeFileSync(file, text); // all of it, or it throws
  } finally {
    closeSync(file);
  }
}
