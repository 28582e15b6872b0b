/** Does what the daemon's lines say: prints, asks, reads a file, and passes on Ctrl-C. */
import { GgrError } from '../../contract/errors.ts';
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

  constructor(session: Session, send: Send) {
    this.#session = session;
    this.#send = send;
    session.signal.addEventListener('abort', this.#interrupt, { once: true });
  }

  async hear(line: Line): Promise<void> {
    const { terminal, signal } = this.#session;
    if ('out' in line) terminal.out(line.out);
    else if ('note' in line) terminal.note(line.note);
    else if ('tell' in line) tell(terminal, line.tell);
    else if ('table' in line) show(terminal, line.table);
    else if ('progress' in line) terminal.progress?.(line.progress ?? undefined);
    else if ('read' in line) await this.#reply(this.#read(line.read));
    else if ('ask' in line) await this.#ask(line.ask);
    else if ('exit' in line) this.exitCode = line.exit;
    else if ('id' in line) {
      this.#id = line.id;
      if (signal.aborted) this.#interrupt();
    }
  }

  close(): void {
    this.#session.signal.removeEventListener('abort', this.#interrupt);
  }

  #read(path: string): Reply {
    try {
      return { answer: readInput(path, this.#session.config.warehouse) };
    } catch (error) {
      if (error instanceof GgrError) return { refusal: error.message, hint: error.hint };
      throw error;
    }
  }

  async #ask(question: string): Promise<void> {
    const { terminal, signal } = this.#session;
    // the command there waits for an answer, and whoever gives none with Ctrl-C means its end
    const reply = await terminal.ask?.(question, signal).then(
      (answer): Reply => ({ answer }),
      (): Reply => ({ interrupt: true }),
    );
    if (reply) await this.#reply(reply);
  }

  async #reply(reply: Reply): Promise<void> {
    if (this.#id !== undefined) await this.#send(this.#id, reply);
  }
}
