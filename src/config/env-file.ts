/**
 * The `.env` file, by rules that are written down. Node's own parseEnv reads `KEY=ab#cd` as `ab`, joins
 * lines until a quote closes, and passes over what it does not understand: each would be a wrong key
 * without a word.
 *
 * A line is empty, a comment, or `NAME=value`, with `export` and blanks around allowed. A value without
 * quotes ends at a `#` behind a blank. Single quotes and backticks hold it as it is; within double quotes
 * `\"` and `\\` are a quote and a backslash, and every other character is itself.
 */

/** One line that is no setting. */
export interface EnvFault {
  readonly line: number;
  /** What is wrong; never a piece of the text, which may hold a secret. */
  readonly says: string;
  /** The variable, where the line names one. */
  readonly name: string | undefined;
}

export interface EnvFile {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly EnvFault[];
}

const LINE = /^\s*(?:export\s+)?([^\s=]+)\s*=(.*)$/s;
const NAME = /^[A-Za-z_]\w*$/;
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /^"((?:[^"\\]|\\.)*)"(.*)$/s,
  "'": /^'([^']*)'(.*)$/s,
  '`': /^`([^`]*)`(.*)$/s,
};
const NOTHING_BUT_COMMENT = /^(?:\s*|\s+#.*)$/s;
const CONTROL = /(?!\t)\p{Cc}/u;

/** Reads the text of a `.env` file; a byte order mark and any line ends are allowed. Never throws. */
export function parseEnvFile(text: string): EnvFile {
  const values: Record<string, string> = {};
  const lines = new Map<string, number>();
  const faults: EnvFault[] = [];
  for (const [index, written] of text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = index + 1;
    if (/^\s*(#|$)/.test(written)) continue;
    const { name, value, says } = readLine(written);
    const before = name === undefined ? undefined : lines.get(name);
    if (says !== undefined || name === undefined || value === undefined) {
      faults.push({ line, name, says: says ?? 'cannot be read' });
    } else if (before !== undefined && values[name] !== value) {
      faults.push({ line, name, says: `sets ${name} to something else than line ${before} does` });
    } else {
      values[name] = value;
      lines.set(name, line);
    }
  }
  return { values, faults };
}

interface ReadLine {
  readonly name?: string;
  readonly value?: string;
  readonly says?: string;
}

function readLine(written: string): ReadLine {
  const [, name = '', rest] = LINE.exec(written) ?? [];
  if (rest === undefined) return { says: 'is neither NAME=value nor a comment' };
  if (!NAME.test(name)) {
    return { says: 'names no variable before the = (letters, digits and _ alone)' };
  }
  if (CONTROL.test(rest))
    return { name, says: `holds a control character in the value of ${name}` };
  const text = rest.trimStart();
  const quote = QUOTED[text[0] ?? ''];
  if (!quote) return { name, value: withoutComment(rest) };
  const [, inside, behind] = quote.exec(text) ?? [];
  if (inside === undefined || behind === undefined) {
    return {
      name,
      says: `opens a quote for ${name} that does not close on it: a value stands on one line`,
    };
  }
  if (!NOTHING_BUT_COMMENT.test(behind)) {
    return { name, says: `has more behind the closing quote of ${name}: quote all of it` };
  }
  return { name, value: text[0] === '"' ? inside.replaceAll(/\\(["\\])/g, '$1') : inside };
}

/** `=#x` is the value `#x`; `= # x` is a comment. */
function withoutComment(rest: string): string {
  return rest.replace(/\s#.*$/s, '').trim();
}
