/** The pool's end of one reader process: asks it, reads its answer as fast as that is wanted, ends it. */
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';

import { linesOf } from './lines.ts';
import { QueryEnded } from './query-ended.ts';
import { type LaunchOptions, launchReader } from './reader-launch.ts';
import type { FromReader, Source, Task, ToReader } from './reader-protocol.ts';
import { findShelter, lowerShelter } from './reader-shelter.ts';

const ANSWERS = 3;
/** A second on a quiet machine; whoever asked waits meanwhile. */
const START_MS = 60_000;
/** Of what a process that does not start says on its standard error. */
const MOST_SAID = 2000;

export class Reader {
  readonly folder: string;
  /** What it has open; nothing yet in a spare one. */
  source: Source | undefined;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  readonly #child: ChildProcess;
  readonly #messages: AsyncGenerator<string>;
  #said = '';
  #isGone = false;
  /** Why it was killed, for whoever waits for its answer. */
  #reason: Error | undefined;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.folder = folder;
    this.#messages = linesOf(child.stdio[ANSWERS] as Socket);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-MOST_SAID);
    });
    // whoever dies while it is asked is noticed by its answer's end
    child.stdin?.on('error', () => {});
    this.gone = new Promise((resolve) => {
      const left = () => {
        this.#isGone = true;
        rmSync(folder, { recursive: true, force: true });
        resolve();
      };
      child.once('close', left).once('error', left);
    });
  }

  /**
   * Starts a process in a new folder below `home`; resolves when it waits for a question. A machine that
   * promises a better shelter than it keeps gets the next lesser one; one that is only slow does not.
   */
  static async start(
    home: string,
    options: Omit<LaunchOptions, 'folder'>,
    startMs = START_MS,
  ): Promise<Reader> {
    for (let shelter = findShelter(); ; shelter = lowerShelter()) {
      const folder = mkdtempSync(join(home, 'ggr-reader-'));
      const reader = new Reader(launchReader({ ...options, folder }, shelter), folder);
      const hangs = new Error(`a reader process did not start within ${startMs / 1000} s`);
      const timer = setTimeout(() => reader.kill(hangs), startMs);
      const first = await reader.receive();
      clearTimeout(timer);
      if (first && 'ready' in first) return reader;
      await reader.gone;
      if (reader.#reason === hangs) throw hangs;
      if (shelter !== 'none') continue;
      const says = reader.#said.trim() || 'it says nothing';
      throw new Error(`a reader process did not start: ${says}`);
    }
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  ask(task: Task): void {
    this.source = task.source;
    this.#tell({ task });
  }

  /** Ends what it runs, if DuckDB lets itself be interrupted. */
  interrupt(): void {
    this.#tell({ interrupt: true });
  }

  /** The next message; undefined when the process is gone. */
  async receive(): Promise<FromReader | undefined> {
    const { value } = await this.#messages.next();
    if (value === undefined) return undefined;
    try {
      return JSON.parse(value) as FromReader;
    } catch (cause) {
      // whatever speaks there is no reader any more
      this.kill(new Error('a reader process said what is no answer', { cause }));
      return undefined;
    }
  }

  kill(reason?: Error): void {
    this.#reason ??= reason;
    if (!this.#isGone) this.#child.kill('SIGKILL');
  }

  /** Why there is no answer, once the process is gone. */
  async whyGone(): Promise<Error> {
    await this.gone;
    if (this.#reason) return this.#reason;
    const how = this.#child.signalCode ?? `exit ${this.#child.exitCode}`;
    return new QueryEnded(`the query ended the process it ran in (${how}); nothing else did`, {
      hint: 'DuckDB cannot take it: write it another way, or ask for less',
    });
  }

  /** Bytes of memory it holds; 0 where the system does not tell. */
  get resident(): number {
    try {
      const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      return 0;
    }
  }

  #tell(message: ToReader): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}
