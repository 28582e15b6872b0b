/** How many columns of a terminal a text takes, and how it is cut to fit: an ideogram or an emoji takes two. */
import stringWidth from 'string-width';

/** Says that something was cut off. */
export const ELLIPSIS = '…';

/** Characters that take a column each, which nearly all cells are made of: nothing of them need be looked up. */
const PLAIN = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Columns of a text that holds no control characters. */
export function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text, { countAnsiEscapeCodes: true });
}

/** The text, or as much of its beginning as leaves room for a mark that it goes on. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (PLAIN.test(text)) return `${text.slice(0, width - 1)}${ELLIPSIS}`;
  return `${split(text, width - 1)[0]}${ELLIPSIS}`;
}

/** Filled up with spaces. */
export function pad(text: string, width: number, toRight = false): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)));
  return toRight ? spaces + text : text + spaces;
}

/** Lines of at most so many columns, broken between words where there are words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    let rest = word;
    while (widthOf(rest) > width) {
      const [head, tail] = split(rest, width);
      lines.push(head);
      rest = tail;
    }
    line = rest;
  }
  return [...lines, line];
}

/** As many whole characters as fit, at least one, and the rest. */
function split(text: string, width: number): [head: string, tail: string] {
  let [end, used] = [0, 0];
  for (const { segment, index } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > width && index > 0) break;
    end = index + segment.length;
  }
  return [text.slice(0, end), text.slice(end)];
}
