/** The bars at the foot of a terminal: drawn over each other, with lines of text passing above them. */
import type { Bar, Progress } from '../../serve/progress.ts';
import { cut, pad, widthOf } from './width.ts';

/** What they are drawn on. */
export interface Foot {
  readonly write: (text: string) => void;
  readonly width: () => number;
  readonly height: () => number;
}

const BAR_WIDTH = 20;
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
    const up = this.#lines > 0 ? `\u001b[${this.#lines}A` : '';
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
    const lines = bars.slice(0, most).map((bar) => cut(lineOf(bar, names), width));
    return says === '' ? lines : [...lines, cut(says, width)];
  }
}

function lineOf({ name, done, total, says }: Bar, names: number): string {
  return `${pad(name, names)}  ${stripe(done, total)}  ${says}`;
}

function stripe(done: number, total: number | null): string {
  if (total === null) return `[${'·'.repeat(BAR_WIDTH)}]`;
  const full = total === 0 ? BAR_WIDTH : Math.floor((Math.min(done, total) / total) * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)}]`;
}
