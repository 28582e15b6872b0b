/** One client, from its start to its end: its messages in turn. */
import { FORGOTTEN_HINT, saysForgotten } from '../forgotten-words.ts';
import { asWireError, WireError } from './errors.ts';
import { bind, describePortal, describeStatement, parse } from './extended.ts';
import { Fields, type Message } from './inbox.ts';
import { writeError, writeNotice } from './rows.ts';
import { executed, statementOf } from './statements.ts';
import { splitStatements } from './tokens.ts';
import { Work, type WorkOptions } from './work.ts';

export interface SessionOptions extends WorkOptions {
  /** Of what nobody expected. */
  readonly onFault: (error: unknown) => void;
}

export class Session {
  readonly #options: SessionOptions;
  readonly #work: Work;
  /** After an error in the extended protocol all is passed over up to a Sync. */
  #isSkipping = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#work = new Work(options);
  }

  /** Answers until the client leaves. */
  async run(): Promise<void> {
    const { inbox } = this.#options.line;
    try {
      await this.#ready();
      for (let m = await inbox.next(); m && m.type !== 'X'; m = await inbox.next()) {
        if (!this.#isSkipping || m.type === 'S') await this.#guarded(m);
      }
    } finally {
      this.#work.closePortals();
    }
  }

  cancel(): void {
    this.#work.cancel();
  }

  async #guarded(message: Message): Promise<void> {
    try {
      await this.#handle(message);
    } catch (error) {
      const told = asWireError(error);
      if (told.state === 'XX000') this.#options.onFault(error);
      this.#work.fail();
      this.#isSkipping = message.type !== 'Q';
      // whoever closes the connection tells it
      if (told.isFatal) throw told;
      writeError(this.#options.line.outbox, told);
      if (message.type === 'Q') await this.#ready();
    }
  }

  async #handle({ type, body }: Message): Promise<void> {
    const { line, signal } = this.#options;
    const fields = new Fields(body);
    const work = this.#work;
    switch (type) {
      case 'Q':
        await this.#query(fields.text());
        return this.#ready();
      case 'P':
        return parse(work, fields);
      case 'B':
        return bind(work, fields);
      case 'D': {
        const isPortal = fields.letter() === 'P';
        return isPortal
          ? describePortal(work, fields.text())
          : describeStatement(work, fields.text());
      }
      case 'E':
        return work.perform(work.findPortal(fields.text()), {
          most: fields.int32(),
          isDescribed: false,
        });
      case 'C':
        if (fields.letter() === 'P') work.closePortals(fields.text());
        else work.statements.delete(fields.text());
        return void line.outbox.say('3');
      case 'H':
        return line.outbox.flush(signal);
      case 'S':
        this.#isSkipping = false;
        if (work.status === 'I') work.closeUnheld();
        return this.#ready();
      // of a copy that came to nothing
      case 'd':
      case 'c':
      case 'f':
        return;
      default:
        throw new WireError('08P01', `messages of type ${JSON.stringify(type)} are not taken`);
    }
  }

  async #ready(): Promise<void> {
    const { line, settings, signal } = this.#options;
    const { asOf, forgotten } = settings.takeNews();
    // as Postgres tells of what changed: when nothing else is said
    if (asOf !== undefined) line.outbox.say('S', 'ggr.as_of', asOf);
    // not with each answer: one question of a client is a dozen statements
    if (forgotten && settings.hasNotices)
      writeNotice(line.outbox, saysForgotten(forgotten), FORGOTTEN_HINT);
    line.outbox.begin('Z').int8(this.#work.status.charCodeAt(0)).end();
    await line.outbox.flush(signal);
  }

  /** The simple protocol: as many statements as the text holds, up to one that fails. */
  async #query(text: string): Promise<void> {
    const pieces = splitStatements(text);
    if (pieces.length === 0) this.#options.line.outbox.say('I');
    for (const piece of pieces) {
      const statement = executed(statementOf(piece), this.#work.statements);
      const portal = this.#work.portal(statement, [], []);
      try {
        await this.#work.perform({ statement, portal }, { most: 0, isDescribed: true });
      } finally {
        portal.close();
      }
    }
  }
}
