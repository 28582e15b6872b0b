/** What may stand before a select: explain, with options of a closed list, and the comments around it. */
import { UsageError } from '../contract/errors.ts';

export interface Explained {
  /** What is run before the rebuilt select, made of our own words; empty without an explain. */
  readonly prefix: string;
  readonly select: string;
  /** Bytes of the asker's text before the select. */
  readonly skipped: number;
}

/** A comment of a line ends as DuckDB's parser ends it; one of a block may hold others. */
const WORD = /^[a-z]+/i;
const OPTIONS: Readonly<Record<string, string>> = {
  analyze: 'analyze',
  verbose: '',
  'format text': 'format text',
  'format json': 'format json',
  'format html': 'format html',
  'format graphviz': 'format graphviz',
};

/** Splits an explain off. Whatever is left is parsed before it runs. Throws UsageError for other options. */
export function splitExplain(text: string): Explained {
  let rest = skipComments(text);
  if (!takeWord(rest, 'explain')) return { prefix: '', select: text, skipped: 0 };
  rest = skipComments(rest.slice('explain'.length));
  const options: string[] = [];
  if (takeWord(rest, 'analyze')) {
    options.push('analyze');
    rest = skipComments(rest.slice('analyze'.length));
  }
  const listed = /^\(([\sa-z,]*)\)/i.exec(rest);
  if (listed && isOptions(listed[1] ?? '')) {
    options.push(...readOptions(listed[1] ?? ''));
    rest = skipComments(rest.slice(listed[0].length));
  }
  const words = [...new Set(options.filter(Boolean))];
  return {
    prefix: words.length === 0 ? 'explain ' : `explain (${words.join(', ')}) `,
    select: rest,
    skipped: Buffer.byteLength(text) - Buffer.byteLength(rest),
  };
}

const normal = (option: string) => option.trim().toLowerCase().replaceAll(/\s+/g, ' ');

/** `explain (select 1)` has no options, but a select in brackets. */
function isOptions(list: string): boolean {
  return /^(analyze|verbose|format)\b/.test(normal(list));
}

function readOptions(list: string): string[] {
  return list.split(',').map((option) => {
    const written = OPTIONS[normal(option)];
    if (written !== undefined) return written;
    throw new UsageError(`explain has no option ${normal(option)} here`, {
      hint: `it takes ${Object.keys(OPTIONS).join(', ')}`,
    });
  });
}

function takeWord(text: string, word: string): boolean {
  return WORD.exec(text)?.[0].toLowerCase() === word;
}

/** Without what means nothing at its beginning: blanks and comments. */
function skipComments(text: string): string {
  let rest = text;
  for (;;) {
    const next = rest.replace(/^(?:\s+|--[^\n\r]*)+/, '');
    if (!next.startsWith('/*')) return next;
    rest = next.slice(endOfBlock(next));
    if (rest === '') return rest;
  }
}

function endOfBlock(text: string): number {
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1;
    if (depth === 0) return index + 2;
  }
  return text.length;
}
