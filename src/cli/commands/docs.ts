/** `ggr docs`: the pages that were shipped with this version, so that nobody reads those of another. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import type { Session } from '../../serve/session.ts';
import { columnsOf } from '../../serve/table.ts';
import { type AddCommand, JSON_OPTION } from '../session/command-line.ts';
import { packaged, typed } from '../session/installed.ts';
import { show, tell, toDocument } from '../session/terminal.ts';

interface DocsOptions {
  readonly json: boolean;
  readonly path: boolean;
}

interface Page {
  readonly name: string;
  readonly title: string;
  readonly path: string;
}

export const addDocs: AddCommand = (ggr, { runHere }) => {
  ggr
    .command('docs')
    .description('the pages of this version: which there are, or one of them')
    .argument('[page]', 'the name of one, such as operations')
    .option('--path', 'print where the page stands instead of its text', false)
    .option(...JSON_OPTION)
    .action((page, options) => runHere((session) => docs(session, page, options)));
};

export function docs(
  { terminal }: Session,
  name: string | undefined,
  { json, path: isPath }: DocsOptions,
): ExitCode {
  const pages = listPages();
  if (name === undefined) {
    if (json) terminal.out(toDocument({ pages }));
    else {
      const rows = pages.map((page) => [page.name, page.title]);
      show(terminal, { columns: columnsOf(['page', 'title']), rows, isShort: true });
      tell(terminal, `\`${typed('docs operations')}\` shows one`);
    }
    return EXIT.done;
  }
  const page = pages.find((each) => each.name === name.replace(/\.md$/, ''));
  if (!page) {
    const names = pages.map((each) => each.name).join(', ');
    throw new UsageError(`there is no page ${name}`, { hint: `there are ${names}` });
  }
  const text = readFileSync(page.path, 'utf8').trimEnd();
  if (json) terminal.out(toDocument({ ...page, text }));
  else if (isPath) terminal.out(page.path);
  else if (!process.stdout.isTTY || !isPaged(page.path)) terminal.out(text);
  return EXIT.done;
}

function listPages(): Page[] {
  const folder = packaged('docs');
  if (!existsSync(folder)) throw new UsageError(`this ggr was installed without its ${folder}`);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      const path = packaged('docs', file);
      const [, title = file] = /^# (.+)$/m.exec(readFileSync(path, 'utf8')) ?? [];
      return { name: file.slice(0, -'.md'.length), title, path };
    });
}

/** In the user's own pager, which a shell finds and takes its options from; false where there is none. */
function isPaged(path: string): boolean {
  const shown = spawnSync('sh', ['-c', `exec \${PAGER:-less -FRX} "$0"`, path], {
    stdio: 'inherit',
  });
  return shown.status === 0;
}
