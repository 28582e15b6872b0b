/** SQL cut into tokens as Postgres cuts it: what stands in a string or a comment is never taken for more. */

export interface Token {
  readonly kind: 'blank' | 'word' | 'quoted' | 'string' | 'number' | 'parameter' | 'operator';
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['blank', /\s+|--[^\n\r]*/y],
  [
    'string',
    /e'(?:[^'\\]|\\[\s\S]|'')*'?|'(?:[^']|'')*'?|\$([a-z_\x80-\uffff][\w\x80-\uffff]*|)\$[\s\S]*?(?:\$\1\$|$)/iy,
  ],
  ['quoted', /"(?:[^"]|"")*"?/y],
  ['word', /[a-z_\x80-\uffff][\w$\x80-\uffff]*/iy],
  ['parameter', /\$\d+/y],
  ['number', /(?:\d[\d_]*(?:\.(?!\.)\d*)?|\.\d+)(?:e[+-]?\d+)?/iy],
  // a comment ends it: `a +--b` is a plus and a comment
  ['operator', /::|:=|=>|(?:(?!--|\/\*)[+\-*/<>=~!@#%^&|?])+|[\s\S]/y],
];

/** All of them: joined, they are the text again. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const token = text.startsWith('/*', at) ? blockAt(text, at) : tokenAt(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token {
  for (const [kind, pattern] of KINDS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found) return { kind, text: found, at };
  }
  throw new Error('every character is a token');
}

/** Comments of blocks nest. */
function blockAt(text: string, at: number): Token {
  let depth = 0;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return { kind: 'blank', text: text.slice(at, marks.lastIndex), at };
  }
  return { kind: 'blank', text: text.slice(at), at };
}

/** The tokens that mean something. */
export function meaningOf(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ kind }) => kind !== 'blank');
}

/** Their text from the beginning of the whole, so that places stay; blanks take the place of what is not among them. */
export function wholeOf(tokens: readonly Token[]): string {
  // joined once: a text that grows token by token is copied again and again
  let length = 0;
  const parts = tokens.map(({ text, at }) => {
    const blank = ' '.repeat(Math.max(0, at - length));
    length = Math.max(length, at) + text.length;
    return blank + text;
  });
  return parts.join('');
}

/** What an identifier names: words are folded to lower case, quoted ones are not. */
export function nameOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'word') return token.text.toLowerCase();
  if (token?.kind === 'quoted') return token.text.slice(1, -1).replaceAll('""', '"');
  return undefined;
}

/** A string's value; undefined for a token that is none, or one with escapes of its own. */
export function stringOf(token: Token | undefined): string | undefined {
  if (token?.kind !== 'string' || !token.text.startsWith("'")) return undefined;
  return token.text.slice(1, -1).replaceAll("''", "'");
}

export interface Piece {
  readonly text: string;
  /** Where it begins in the whole, in characters. */
  readonly from: number;
}

/** The statements of one text; what is blank, or a comment alone, is none. */
export function splitStatements(text: string): Piece[] {
  const pieces: Piece[] = [];
  let [from, characters, isBlank] = [0, 0, true];
  // counted piece by piece: from the beginning for each, a megabyte of `;` took hours
  const cut = (to: number) => {
    const piece = text.slice(from, to);
    if (!isBlank) pieces.push({ text: piece, from: characters });
    characters += [...piece].length + 1;
    [from, isBlank] = [to + 1, true];
  };
  for (const token of tokensOf(text)) {
    if (token.text === ';') cut(token.at);
    else if (token.kind !== 'blank') isBlank = false;
  }
  cut(text.length);
  return pieces;
}
