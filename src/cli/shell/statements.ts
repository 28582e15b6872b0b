/** Where statements end in what somebody types: at a semicolon that stands in no text, name or comment. */

export interface Typed {
  /** Whole statements, without their semicolons. */
  readonly whole: readonly string[];
  /** What was begun; empty where nothing was. */
  readonly rest: string;
}

/** Texts, quoted names, dollar quotes, comments; one that is not closed goes to the end. */
const TOKENS =
  /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|\$\$[\s\S]*?(?:\$\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|;/g;

export function splitStatements(text: string): Typed {
  const whole: string[] = [];
  let from = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token !== ';') continue;
    whole.push(text.slice(from, index).trim());
    from = index + 1;
  }
  const rest = text.slice(from);
  return { whole: whole.filter((each) => !isEmpty(each)), rest: isEmpty(rest) ? '' : rest };
}

/** Whether there is nothing to run: blanks and comments that are over. */
function isEmpty(text: string): boolean {
  return /^(\s|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)*$/.test(text);
}
