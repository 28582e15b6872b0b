/** The statements in sql/: read once, placeholders filled from declarations, never from data. */
import { readdirSync, readFileSync } from 'node:fs';

const ROOT = new URL('../../sql/', import.meta.url);
const texts = new Map<string, string>();

/** The text of sql/<path>.sql, or of a file elsewhere, with each {{name}} replaced. */
export function sql(path: string | URL, fill: Readonly<Record<string, string>> = {}): string {
  const file = typeof path === 'string' ? new URL(`${path}.sql`, ROOT) : path;
  let text = texts.get(file.href);
  if (text === undefined) {
    text = readFileSync(file, 'utf8');
    texts.set(file.href, text);
  }
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = fill[name];
    if (value === undefined) throw new Error(`${file.pathname} needs {{${name}}}`);
    return value;
  });
}

/** Names of the .sql files of a folder of sql/, or of one elsewhere, in order, without the ending. */
export function sqlFiles(folder: string | URL): string[] {
  return readdirSync(typeof folder === 'string' ? new URL(`${folder}/`, ROOT) : folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
}

/** A string as a SQL literal. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as a SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** `e'…'` has escapes, where the e ends no word: the backslash of `like'\'` is one character. */
export const TOKEN =
  /(?<!\w)e'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$.*?\$\1\$|--[^\n\r]*|\/\*.*?\*\/|./gis;

/** One statement without the semicolons that end it, so that it may stand in brackets; a comment may follow them. */
export function withoutSemicolons(statement: string): string {
  return statement.replaceAll(TOKEN, (token) => (token === ';' ? ' ' : token));
}
