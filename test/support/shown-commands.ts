/** The commands that README and docs show, as a shell would take them apart. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

export interface Shown {
  /** Page and line. */
  readonly where: string;
  /** As it stands there. */
  readonly text: string;
  /** What ggr is given. */
  readonly args: readonly string[];
  /** In a block to be copied, and not within a sentence. */
  readonly isBlock: boolean;
}

/** README, CONTRIBUTING and every page; of decisions the reader copies nothing. */
export function pages(): { name: string; text: string }[] {
  const docs = readdirSync(join(ROOT, 'docs')).filter((file) => file.endsWith('.md'));
  const names = ['README.md', 'CONTRIBUTING.md', ...docs.map((file) => `docs/${file}`)];
  return names.map((name) => ({ name, text: readFileSync(join(ROOT, name), 'utf8') }));
}

/** All of a page; where a command holds … or brackets it is no command, but speaks of some. */
export function shownIn({ name, text }: { name: string; text: string }): Shown[] {
  const shown: Shown[] = [];
  let block: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const where = `${name}:${index + 1}`;
    const fence = /^\s*```(\w*)/.exec(line);
    if (fence) block = block === undefined ? (fence[1] ?? '') : undefined;
    else if (block === undefined) shown.push(...spansOf(line, where));
    else if (['sh', 'cron', 'ini'].includes(block))
      shown.push(...commandsOf(line, { where, isBlock: true }));
  }
  return shown;
}

function spansOf(line: string, where: string): Shown[] {
  return [...line.matchAll(/(?<!`)`([^`]+)`(?!`)/g)].flatMap(([, span = '']) =>
    /^(\S*bin\/ggr|ggr|npm run -s ggr --) /.test(span) && !/[…[\]\\]|\.\.\./.test(span)
      ? commandsOf(span, { where, isBlock: false })
      : [],
  );
}

/** A shell's words of one line, from each `ggr` on up to what ends a command there. */
function commandsOf(line: string, at: Pick<Shown, 'where' | 'isBlock'>): Shown[] {
  const commands: string[][] = [[]];
  for (const word of wordsOf(line)) {
    if (/^(\||\|\||&&|;|&)$/.test(word)) commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.flatMap((words) => {
    const from = words.findIndex(
      (word, i) =>
        /^(ExecStart=)?((\S*\/)?bin\/)?ggr$/.test(word) &&
        (i === 0 ||
          !/^(cd|-s|run|git|psql|-d|-m|-u|--tag|su|docker|exec)$/.test(words[i - 1] ?? '') ||
          words[i + 1] === '--'),
    );
    if (from < 0) return [];
    const rest = words.slice(from + 1);
    const args = (rest[0] === '--' ? rest.slice(1) : rest).filter(
      (word) => !/^\d*(>|<(?!\w+>))/.test(word),
    );
    return args.length === 0 || args[0] === '<command>' ? [] : [{ ...at, text: line.trim(), args }];
  });
}

const WORD =
  /\s+|#.*$|"((?:[^"\\]|\\.)*)"|'([^']*)'|\$\((?:[^()]|\([^()]*\))*\)|\|\||&&|[|;&]|(?:\\.|[^\s"'|;&])+/gy;

function wordsOf(line: string): string[] {
  const words: string[] = [];
  let isOpen = false;
  for (const [text, double, single] of line.matchAll(WORD)) {
    if (/^\s|^#/.test(text) && !(text.startsWith('#') && isOpen)) isOpen = false;
    else if (/^(\|\||&&|[|;&])$/.test(text)) {
      words.push(text);
      isOpen = false;
    } else {
      const piece = double ?? single ?? text;
      if (isOpen) words.push((words.pop() ?? '') + piece);
      else words.push(piece);
      isOpen = true;
    }
  }
  return words;
}
