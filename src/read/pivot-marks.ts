/**
 * A pivot that does not say its columns (`pivot t on g using sum(a)`) is two statements to DuckDB, and no tree is
 * given of it. Each `on` without an `in` gets one here, with a mark for a value: then it is a select. What is
 * marked wrongly does no harm: it is parsed and checked like any other text.
 */
import { TOKEN } from '../load/sql.ts';

export interface Marked {
  readonly text: string;
  /** Where marks were put: bytes of the marked text. */
  readonly marks: readonly Mark[];
}

interface Mark {
  readonly at: number;
  readonly length: number;
}

interface Token {
  readonly text: string;
  readonly word: string;
  readonly end: number;
  readonly depth: number;
}

const MARK = 'ggr:pivot:';
const ENDS: ReadonlySet<string> = new Set([
  'using',
  'group',
  'order',
  'limit',
  'offset',
  'union',
  'except',
  'intersect',
  ';',
  ')',
]);

/** Whether a value of a tree is a mark. */
export function isMark(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith(MARK);
}

/** The text with a mark in each pivot that has no columns; the same text where there is none. */
export function markPivots(text: string): Marked {
  const tokens = tokensOf(text);
  const places = tokens.flatMap(({ word }, i) =>
    /^pivot(_wider)?$/.test(word) ? unnamedColumns(tokens, i) : [],
  );
  let [marked, from]: [string, number] = ['', 0];
  const marks: Mark[] = [];
  for (const [i, place] of [...new Set(places)].sort((a, b) => a - b).entries()) {
    const mark = ` in ('${MARK}${i}')`;
    marked += text.slice(from, place);
    marks.push({ at: Buffer.byteLength(marked), length: Buffer.byteLength(mark) });
    marked += mark;
    from = place;
  }
  return { text: marked + text.slice(from), marks };
}

/** The byte of the text before it was marked. */
export function unmarked(byte: number, marks: readonly Mark[]): number {
  let before = byte;
  for (const { at, length } of marks) if (at < byte) before -= length;
  return before;
}

/** Ends of the columns of the pivot that have no `in`. */
function unnamedColumns(tokens: readonly Token[], pivot: number): number[] {
  const depth = tokens[pivot]?.depth;
  const own = tokens.slice(pivot + 1);
  const length = own.findIndex((token) => ENDS.has(token.word) && token.depth === depth);
  const clause = (length < 0 ? own : own.slice(0, length)).filter(({ word }) => word !== '');
  // a join in its source has an on, too
  const on = clause.findLastIndex((token) => token.word === 'on' && token.depth === depth);
  if (on < 0) return [];
  const columns: Token[][] = [[]];
  for (const token of clause.slice(on + 1)) {
    if (token.word === ',' && token.depth === depth) columns.push([]);
    else columns.at(-1)?.push(token);
  }
  return columns.flatMap((column) =>
    column.some((token) => token.word === 'in' && token.depth === depth)
      ? []
      : (column.at(-1)?.end ?? []),
  );
}

/** Words in lower case, single characters, texts as they are; blanks and comments have an empty word. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    const isNothing = /^(\s|--|\/\*)/.test(piece);
    if (piece === ')') depth -= 1;
    // a bracket that closes stands where the clause stands that it ends
    tokens.push({
      text: piece,
      word: isNothing ? '' : piece.toLowerCase(),
      end: index + piece.length,
      depth: piece === ')' ? depth + 1 : depth,
    });
    if (piece === '(') depth += 1;
  }
  return tokens;
}

/** The tokens of SQL, and before them words whole. */
const PIECE = new RegExp(`(?!e')[\\p{L}_][\\p{L}\\p{N}_]*|\\s+|${TOKEN.source}`, 'gisu');
