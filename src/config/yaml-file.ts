/** A YAML file as maps, lists and text, with the line of everything in it. */
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

export interface YamlFile {
  /** Numbers are text as they were written: a double would lose digits of `0.1` or `1e400`. */
  readonly content: unknown;
  /** Syntax errors, each with its place; never a piece of the text, which may hold a secret. */
  readonly problems: readonly string[];
  /** `ggr.config.yaml:12` for a path of keys and indexes, or for the part of it that stands there. */
  readonly placeOf: (path: readonly PropertyKey[]) => string;
}

/** Parses YAML 1.2; `label` is what messages call the file. */
export function readYaml(text: string, label: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number) => `${label}:${lines.linePos(offset).line || 1}`;
  // one mistake makes several errors: the first is where it is
  const problems = [...document.errors, ...document.warnings]
    .slice(0, 1)
    .map(({ code, pos }) => `${place(pos[0])}: not valid YAML: ${SAYS[code] ?? UNNAMED}`);
  visit(document, {
    Alias: (_, { range }) => {
      problems.push(`${place(range?.[0] ?? 0)}: anchors and aliases are not read: write it out`);
    },
  });
  return {
    content: problems.length > 0 ? null : plain(document.contents),
    problems,
    placeOf: (path) => place(offsetOf(document, path)),
  };
}

const UNNAMED = 'check the syntax there, and put values with special characters in quotes';

/** The commonest of the library's errors; its own messages may quote the text. */
const SAYS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'the indentation is wrong',
  TAB_AS_INDENT: 'indent with spaces, not tabs',
  DUPLICATE_KEY: 'this key stands there twice',
  BLOCK_AS_IMPLICIT_KEY: 'a value with a colon and a space in it must stand in quotes',
  MISSING_CHAR: 'a quote, bracket or space is missing',
  MULTIPLE_DOCS: 'there must be one document in the file',
};

function plain(node: unknown): unknown {
  if (isMap(node)) {
    return Object.fromEntries(node.items.map(({ key, value }) => [keyText(key), plain(value)]));
  }
  if (isSeq(node)) return node.items.map(plain);
  if (!isScalar(node)) return null;
  const { value, source } = node;
  return typeof value === 'number' || typeof value === 'bigint' ? (source ?? String(value)) : value;
}

function keyText(key: unknown): string {
  return isScalar(key) ? (key.source ?? String(key.value)) : String(key);
}

function offsetOf({ contents }: Document, path: readonly PropertyKey[]): number {
  let node: unknown = contents;
  let offset = startOf(contents);
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => keyText(key) === step);
      if (!pair) break;
      offset = startOf(pair.key);
      node = pair.value;
    } else if (isSeq(node) && typeof step === 'number' && node.items[step]) {
      node = node.items[step];
      offset = startOf(node);
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
