/** A command that runs in the daemon for a client: its terminal, its questions, its end. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Interrupted, UsageError } from '../contract/errors.ts';
import type { Terminal } from './session.ts';
import { HEARTBEAT_MS, type Line, type Reply } from './wire.ts';

/** What the client's side can do. */
export interface Client {
  readonly canAsk: boolean;
  readonly isWatched: boolean;
}

export class RemoteCommand {
  readonly id = randomUUID();
  /** Of the command: its first word. */
  name = '';
  readonly terminal: Terminal;
  /** Resolves when the command's work is over, whether or not its client is still there. */
  readonly ended: Promise<void>;
  readonly #resolveEnded: () => void;
  readonly #response: ServerResponse;
  readonly #controller = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;
  #question: ((reply: Reply) => void) | undefined;

  constructor(response: ServerResponse, { canAsk, isWatched }: Client) {
    this.#response = response;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    this.terminal = {
      out: (text) => this.#write({ out: text }),
      note: (text) => this.#write({ note: text }),
      tell: (text) => this.#write({ tell: text }),
      table: (table) => this.#write({ table }),
      isWatched,
      progress: isWatched ? (progress) => this.#write({ progress: progress ?? null }) : undefined,
      ask: canAsk ? (question, signal) => this.#ask({ ask: question }, signal) : undefined,
      drained: (signal) => this.#drained(signal),
    };
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    // A client that goes takes its command with it, and only that.
    response.on('close', () => this.abort());
    this.#heartbeat = setInterval(() => this.#write({}), HEARTBEAT_MS);
    this.#write({ id: this.id });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: Error = new Interrupted()): void {
    this.#controller.abort(reason);
  }

  /** What the client answers, or that it is interrupted. Returns false if nothing was asked. */
  take(reply: Reply): boolean {
    if (reply.interrupt) {
      this.abort();
      return true;
    }
    const question = this.#question;
    this.#question = undefined;
    question?.(reply);
    return question !== undefined;
  }

  end(exitCode: number): void {
    clearInterval(this.#heartbeat);
    this.#write({ exit: exitCode });
    this.#response.end();
    this.#resolveEnded();
  }

  /** The text of a file as the client reads it. */
  async readInput(path: string): Promise<string> {
    return this.#ask({ read: path }, this.signal);
  }

  #write(line: Line): void {
    if (!this.#response.writableEnded && !this.#response.destroyed) {
      this.#response.write(`${JSON.stringify(line)}\n`);
    }
  }

  async #drained(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!this.#response.writableNeedDrain) return;
    await once(this.#response, 'drain', { signal }).catch(() => signal.throwIfAborted());
  }

  async #ask(line: Line, signal: AbortSignal): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const abort = () => reject(signal.reason);
    signal.throwIfAborted();
    signal.addEventListener('abort', abort, { once: true });
    this.#question = resolve;
    this.#write(line);
    try {
      const { refusal, hint, answer = '' } = await promise;
      if (refusal !== undefined) throw new UsageError(refusal, { hint });
      return answer;
    } finally {
      signal.removeEventListener('abort', abort);
      this.#question = undefined;
    }
  }
}
