/** What was typed in the shell, kept for the next one: it may name players, so its user alone reads it. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refusePlanted, writeWhole } from '../../contract/own-files.ts';

const MOST_LINES = 1000;

export class History {
  readonly #path: string;

  /** In the user's folder for what programs remember. */
  constructor(stateFolder: string) {
    this.#path = join(stateFolder, 'ggr', 'history');
  }

  /** The newest line first, as readline wants it; nothing where it cannot be read. */
  read(): string[] {
    try {
      refusePlanted(this.#path);
      if (!existsSync(this.#path)) return [];
      return readFileSync(this.#path, 'utf8').split('\n').filter(Boolean).reverse();
    } catch {
      return [];
    }
  }

  /** A home that cannot be written costs the history and nothing else. */
  write(newestFirst: readonly string[]): void {
    const lines = newestFirst.slice(0, MOST_LINES).toReversed();
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      refusePlanted(this.#path);
      writeWhole(this.#path, `${lines.join('\n')}\n`);
    } catch {}
  }
}
