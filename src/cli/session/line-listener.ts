/** Does what the daemon's lines say: prints, asks, writes --out, and passes on Ctrl-C. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { GgrError } from '../../contract/errors.ts';
import { openTarget, outFault, type Target } from '../../read/sink.ts';
import type { Session } from '../../serve/session.ts';
import type { Line, Reply } from '../../serve/wire.ts';
import { readInput } from './input.ts';
import { show, tell } from './terminal.ts';

type Send = (id: string, reply: Reply) => Promise<void>;

export class Listener {
  /** Set by the last line. */
  exitCode: number | undefined;
  readonly #session: Session;
  readonly #send: Send;
  readonly #interrupt = () => void this.#reply({ interrupt: true });
  #id: string | undefined;
  #target: Target | undefined;
  #file: number | undefined;

  constructor(session: Session, send: Send) {
    this.#session = session;
    this.#send = send;
    session.signal.addEventListener('abort', this.#interrupt, { once: true });
  }

  /** Throws UsageError where a file of --out cannot be written. */
  async hear(line: Line): Promise<void> {
    const { terminal, signal } = this.#session;
    if ('out' in line) terminal.out(line.out);
    else if ('note' in line) terminal.note(line.note);
    else if ('tell' in line) tell(terminal, line.tell);
    else if ('table' in line) show(terminal, line.table);
    else if ('progress' in line) terminal.progress?.(line.progress ?? undefined);
    else if ('bytes' in line) this.#writeBytes(line.bytes);
    else if ('whole' in line) await this.#commit();
    else if ('open' in line) await this.#reply(this.#open(line.open));
    else if ('read' in line) await this.#reply(this.#read(line.read));
    else if ('ask' in line) await this.#ask(line.ask);
    else if ('exit' in line) this.exitCode = line.exit;
    else if ('id' in line) {
      this.#id = line.id;
      if (signal.aborted) this.#interrupt();
    }
  }

  /** A file that is not whole goes. */
  close(): void {
    this.#session.signal.removeEventListener('abort', this.#interrupt);
    this.#closeFile();
    void this.#target?.discard();
  }

  #open(out: string): Reply {
    try {
      this.#target = openTarget(out, this.#session.config.warehouse);
      this.#file = openSync(this.#target.part, this.#target.flags, 0o600);
      return { answer: 'ok' };
    } catch (error) {
      const { message, hint } = error instanceof GgrError ? error : outFault(error);
      return { refusal: message, hint };
    }
  }

  #read(path: string): Reply {
    try {
      return { answer: readInput(path, this.#session.config.warehouse) };
    } catch (error) {
      if (error instanceof GgrError) return { refusal: error.message, hint: error.hint };
      throw error;
    }
  }

  #writeBytes(text: string): void {
    if (this.#file === undefined) return;
    const bytes = Buffer.from(text, 'base64');
    try {
      for (let from = 0; from < bytes.length; ) from += writeSync(this.#file, bytes, from);
    } catch (error) {
      throw outFault(error);
    }
  }

  async #commit(): Promise<void> {
    this.#closeFile();
    await this.#target?.commit();
    this.#target = undefined;
  }

  #closeFile(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  async #ask(question: string): Promise<void> {
    const { terminal, signal } = this.#session;
    const answer = await terminal.ask?.(question, signal).catch(() => undefined);
    if (answer !== undefined) await this.#reply({ answer });
  }

  async #reply(reply: Reply): Promise<void> {
    if (this.#id !== undefined) await this.#send(this.#id, reply);
  }
}
