/** `ggr query` at a terminal: statements typed one after another, each asked as `ggr query <sql>` asks it. */
import { createInterface, type Interface } from 'node:readline';
import { EXIT, type ExitCode, Interrupted } from '../../contract/errors.ts';
import { sql } from '../../load/sql.ts';
import type { Parameter } from '../../read/parameters.ts';
import type { Session } from '../../serve/session.ts';
import { ask, type TextFormat, writeRows } from '../session/ask.ts';
import { declaredIn, parametersOf } from '../session/parameters.ts';
import { describeError, show } from '../session/terminal.ts';
import { DOTS, runDot, type ShellState } from './dot-commands.ts';
import { History } from './history.ts';
import { complete, type Name, nameOf } from './names.ts';
import { splitStatements } from './statements.ts';

const PROMPT = 'ggr> ';
const GOES_ON = '...> ';
/** Said of what Ctrl-C ends. */
const ENDED = 'ended';

export interface ShellOptions {
  readonly format: TextFormat;
  readonly maxAgeMs: number | undefined;
}

/** Until Ctrl-D or .quit. An error ends its statement, and Ctrl-C the statement that runs. */
export async function runShell(session: Session, options: ShellOptions): Promise<ExitCode> {
  return new Shell(session, options).run();
}

class Shell {
  readonly #session: Session;
  readonly #maxAgeMs: number | undefined;
  readonly #history: History;
  readonly #readline: Interface;
  readonly #state: ShellState;
  #begun = '';
  #names: Promise<readonly Name[]> | undefined;
  #running: AbortController | undefined;
  /** Lines that were typed and not taken yet, and how many of them Ctrl-C came after. */
  #waiting = 0;
  #skipped = 0;

  constructor(session: Session, { format, maxAgeMs }: ShellOptions) {
    this.#session = session;
    this.#maxAgeMs = maxAgeMs;
    this.#state = { mode: format, parameters: [], isAll: false };
    this.#history = new History(session.config.stateFolder);
    this.#readline = createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt: PROMPT,
      history: this.#history.read(),
      historySize: 1000,
      removeHistoryDuplicates: true,
      completer: (line, done) => {
        void this.#complete(line).then((found) => done(null, found));
      },
    });
    this.#readline.on('line', () => {
      this.#waiting += 1;
    });
    this.#readline.on('SIGINT', () => this.#interrupt());
    this.#readline.on('history', (lines) => this.#history.write(lines));
  }

  async run(): Promise<ExitCode> {
    const { signal, terminal, config } = this.#session;
    const end = () => this.#readline.close();
    signal.addEventListener('abort', end, { once: true });
    terminal.note(`ggr over ${config.warehouse}: .help tells what there is, Ctrl-D ends it`);
    this.#prompt();
    try {
      for await (const line of this.#readline) {
        this.#waiting -= 1;
        if (this.#skipped > 0) this.#skip();
        else if ((await this.#take(line)) === 'end') break;
        this.#prompt();
      }
    } finally {
      signal.removeEventListener('abort', end);
      this.#readline.close();
    }
    signal.throwIfAborted();
    return EXIT.done;
  }

  #prompt(): void {
    this.#readline.setPrompt(this.#begun === '' ? PROMPT : GOES_ON);
    this.#readline.prompt();
  }

  async #take(line: string): Promise<'end' | 'goes on'> {
    if (this.#begun === '' && /^\s*[.\\]/.test(line)) {
      const effect = await this.#try(async () => runDot(line, this.#asked));
      if (effect && 'end' in effect) return 'end';
      if (effect && 'table' in effect) show(this.#session.terminal, effect.table);
      if (effect && 'text' in effect) this.#session.terminal.out(effect.text);
      if (effect && 'statement' in effect) await this.#run(effect.statement);
      return 'goes on';
    }
    const { whole, rest } = splitStatements(this.#begun === '' ? line : `${this.#begun}\n${line}`);
    this.#begun = rest;
    for (const statement of whole) await this.#run(statement);
    return 'goes on';
  }

  get #asked() {
    return { state: this.#state, names: () => this.#loadNames() };
  }

  async #run(text: string): Promise<void> {
    await this.#try((session) => {
      const parameters = parametersOf(text, this.#parametersFor(text), session.now());
      return ask(session, { text, parameters, maxAgeMs: this.#maxAgeMs, as: 'rows' }, (answer) =>
        writeRows(session, answer, { format: this.#state.mode, sink: undefined }),
      );
    });
  }

  /** Those of the shell that the statement has: another's must not refuse it. */
  #parametersFor(text: string): readonly Parameter[] {
    const declared = declaredIn(text).map(({ name }) => name);
    const isUsed = ({ name = '' }: Parameter) =>
      declared.includes(name) || new RegExp(`\\$${name}\\b`).test(text);
    return this.#state.parameters.filter(isUsed);
  }

  /** What it comes to; nothing, with the error said, where it fails or is interrupted. */
  async #try<T>(work: (session: Session) => Promise<T>): Promise<T | undefined> {
    const running = new AbortController();
    this.#running = running;
    const { terminal, signal: ended } = this.#session;
    const { table } = terminal;
    const signal = AbortSignal.any([ended, running.signal]);
    const { isAll } = this.#state;
    const whole = {
      ...terminal,
      table: (given: Parameters<NonNullable<typeof table>>[0]) => table?.({ ...given, all: true }),
    };
    try {
      return await work({ ...this.#session, signal, terminal: isAll && table ? whole : terminal });
    } catch (error) {
      terminal.note(running.signal.aborted ? ENDED : describeError(error));
      return undefined;
    } finally {
      this.#running = undefined;
    }
  }

  /** What was typed before a Ctrl-C that came with it. */
  #skip(): void {
    this.#skipped -= 1;
    this.#begun = '';
    this.#session.terminal.note(ENDED);
  }

  #interrupt(): void {
    if (this.#running) {
      this.#running.abort(new Interrupted());
      return;
    }
    this.#skipped = this.#waiting;
    if (this.#skipped > 0) return;
    this.#begun = '';
    process.stdout.write('^C\n');
    // what stands on the line goes with what was begun
    this.#readline.write(null, { ctrl: true, name: 'e' });
    this.#readline.write(null, { ctrl: true, name: 'u' });
    this.#prompt();
  }

  async #complete(line: string): Promise<[string[], string]> {
    if (/^\s*[.\\]\w*$/.test(line)) {
      const begun = line.trim();
      return [Object.keys(DOTS).filter((name) => name.startsWith(begun)), begun];
    }
    return complete(line, await this.#loadNames().catch(() => []));
  }

  /** Once: what is new since then is completed by the next shell. */
  #loadNames(): Promise<readonly Name[]> {
    this.#names ??= this.#askNames().catch((error: unknown) => {
      this.#names = undefined;
      throw error;
    });
    return this.#names;
  }

  async #askNames(): Promise<readonly Name[]> {
    const names: Name[] = [];
    const asked = { text: sql('queries/list-names'), parameters: [], maxAgeMs: 60_000 };
    await ask(this.#session, { ...asked, as: 'rows' }, async (answer) => {
      for await (const rows of answer.batches()) names.push(...rows.map(nameOf));
    });
    return names;
  }
}
