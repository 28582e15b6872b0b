/** The bars at the foot of a terminal: drawn over each other, with lines of text passing above them. */
import type { Bar, Progress } from '../../serve/progress.ts';
import { cut, pad, widthOf } from './width.ts';

/** What they are drawn on. */
export interface Foot {
  readonly write: (text: string) => void;
  readonly width: () => number;
  readonly height: () => number;
}

/** Of a bar; it gives way to the words behind it. */
const [WIDEST, NARROWEST] = [24, 6];
/** Text above them stays in sight. */
const MOST_SHARE = 0.5;

export class Bars {
  readonly #foot: Foot;
  #shown: Progress | undefined;
  #lines = 0;

  constructor(foot: Foot) {
    this.#foot = foot;
  }

  /** Draws them in place of those before; takes them away without any. */
  show(progress: Progress | undefined): void {
    this.#shown = progress;
    const lines = progress ? this.#linesOf(progress) : [];
    const up = this.#lines > 0 ? `\r\u001b[${this.#lines}A` : '';
    const body = lines.map((line) => `\u001b[2K${line}\n`).join('');
    if (up !== '' || body !== '') this.#foot.write(`${up}${body}\u001b[J`);
    this.#lines = lines.length;
  }

  /** Writes something above them. */
  above(write: () => void): void {
    const shown = this.#shown;
    if (this.#lines > 0) this.show(undefined);
    write();
    if (shown) this.show(shown);
  }

  #linesOf({ bars, says }: Progress): string[] {
    const width = this.#foot.width() - 1;
    const most = Math.max(1, Math.floor(this.#foot.height() * MOST_SHARE));
    const names = Math.max(0, ...bars.map(({ name }) => widthOf(name)));
    const words = Math.max(0, ...bars.map((bar) => widthOf(bar.says)));
    const room = width - names - words - '  []  '.length;
    const long = Math.max(NARROWEST, Math.min(WIDEST, room));
    const lines = bars.slice(0, most).map((bar) => {
      const line = `${pad(bar.name, names)}  [${stripe(bar, long)}]  ${bar.says}`;
      return cut(line, width);
    });
    return says === '' ? lines : [...lines, cut(says, width)];
  }
}

function stripe({ done, total }: Bar, width: number): string {
  if (total === null) return '.'.repeat(width);
  const full = total === 0 ? width : Math.floor((Math.min(done, total) / total) * width);
  return `${'#'.repeat(full)}${'-'.repeat(width - full)}`;
}
