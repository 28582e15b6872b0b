/** What a session does with statements, whichever protocol they came by: portals, transactions, cursors. */
import type { Readers } from './asking.ts';
import { change } from './changes.ts';
import type { Command } from './commands.ts';
import { sendCopy } from './copy.ts';
import { Cancelled, WireError } from './errors.ts';
import { refuseMore } from './kept.ts';
import { Portal } from './portal.ts';
import { type Column, describeColumns, type Formats, refuseOther, type Source } from './rows.ts';
import type { Settings } from './settings.ts';
import type { Line } from './startup.ts';
import type { Opened } from './statements.ts';
import { openStatement, type Statement } from './statements.ts';

export interface WorkOptions {
  readonly line: Line;
  readonly readers: Readers;
  readonly settings: Settings;
  /** Aborted when the client has left, or the daemon stops. */
  readonly signal: AbortSignal;
}

export interface NamedPortal {
  /** None where the text held none. */
  readonly statement: Statement | undefined;
  readonly portal: Portal;
  /** What the client was told that its columns would be. */
  readonly told?: readonly Column[] | undefined;
  /** Characters of its values. */
  readonly size?: number;
}

interface Performing {
  /** Rows at a time; 0: all. */
  readonly most: number;
  /** Whether columns are described unasked, as the simple protocol does. */
  readonly isDescribed: boolean;
}

type Transaction = Extract<Command, { readonly kind: 'transaction' }>;
type Fetch = Extract<Command, { readonly kind: 'fetch' }>;

/** What a cancel ends. */
type Running = Pick<Portal, 'cancel'>;

export class Work {
  readonly options: WorkOptions;
  readonly statements = new Map<string, Statement | undefined>();
  readonly #portals = new Map<string, NamedPortal>();
  /** I: in no transaction, T: in one, E: in one that failed. */
  #status: 'I' | 'T' | 'E' = 'I';
  #running: Running | undefined;

  constructor(options: WorkOptions) {
    this.options = options;
  }

  get status(): 'I' | 'T' | 'E' {
    return this.#status;
  }

  /** An error within a transaction fails all of it; nothing reads on from what it had open. */
  fail(): void {
    if (this.#status === 'T') this.#status = 'E';
    this.closeUnheld();
  }

  /** Ends the statement that runs, as another connection of the client asks for. */
  cancel(): void {
    this.#running?.cancel(new Cancelled());
  }

  portal(statement: Statement, parameters: Opened['parameters'], formats: Formats): Portal {
    const { readers, settings, signal } = this.options;
    const opening = (end: AbortSignal) =>
      openStatement(statement, { readers, settings, parameters }, end);
    return new Portal(opening, formats, signal);
  }

  /** One without a name takes the place of the one before. */
  keepStatement(name: string, statement: Statement | undefined): void {
    if (name !== '' && this.statements.has(name)) {
      throw new WireError('42P05', `prepared statement ${JSON.stringify(name)} already exists`);
    }
    const kept = [...this.statements.values()].map((each) => each?.text.length ?? 0);
    refuseMore([...kept, statement?.text.length ?? 0]);
    this.statements.set(name, statement);
  }

  get settings(): Settings {
    return this.options.settings;
  }

  keepPortal(name: string, named: NamedPortal): void {
    if (name !== '' && this.#portals.has(name)) {
      throw new WireError('42P03', `cursor ${JSON.stringify(name)} already exists`);
    }
    const kept = [...this.#portals.values()].map(({ size = 0 }) => size);
    refuseMore([...kept, named.size ?? 0]);
    this.closePortals(name);
    this.#portals.set(name, named);
  }

  findPortal(name: string): NamedPortal {
    const named = this.#portals.get(name);
    if (named) return named;
    throw new WireError('34000', `cursor ${JSON.stringify(name)} does not exist`);
  }

  /** Without a name: all. */
  closePortals(name?: string): void {
    this.#close((each) => name === undefined || name === each);
  }

  /** What a transaction's end closes: all but cursors with hold. */
  closeUnheld(): void {
    this.#close((_, { statement }) => {
      const command = statement?.command;
      return command?.kind !== 'declare' || !command.isHeld;
    });
  }

  #close(isMeant: (name: string, named: NamedPortal) => boolean): void {
    for (const [name, named] of this.#portals) {
      if (!isMeant(name, named)) continue;
      named.portal.close();
      this.#portals.delete(name);
    }
  }

  /** A cancel that comes meanwhile ends this. */
  async during<T>(running: Running, work: () => Promise<T>): Promise<T> {
    this.#running = running;
    try {
      return await work();
    } finally {
      this.#running = undefined;
    }
  }

  refuseFailed({ command }: Statement): void {
    const isEnd =
      command.kind === 'transaction' && command.does !== 'begin' && command.does !== 'mark';
    if (this.#status !== 'E' || isEnd) return;
    throw new WireError(
      '25P02',
      'current transaction is aborted, commands ignored until end of transaction block',
    );
  }

  /** Does what a statement says and tells its end. */
  async perform(
    { statement, portal, told, size = 0 }: NamedPortal,
    how: Performing,
  ): Promise<void> {
    if (!statement) return this.#say('I');
    this.refuseFailed(statement);
    const { command, copy } = statement;
    switch (command.kind) {
      case 'query':
      case 'show':
        return this.#sendRows({ statement, portal, told }, how);
      case 'copy': {
        const { line, signal } = this.options;
        if (!copy) return;
        const count = await this.during(portal, async () => {
          this.#note(await portal.source);
          return sendCopy(line.outbox, portal, { copy, signal });
        });
        return this.#say('C', `COPY ${count}`);
      }
      case 'declare':
        this.keepPortal(command.name, { statement, portal: portal.again(), size });
        return this.#say('C', 'DECLARE CURSOR');
      case 'fetch':
        return this.#fetch(command, portal.formats, how);
      case 'transaction':
        return this.#transact(command);
      default:
        return this.#say('C', change(command, statement.from, this));
    }
  }

  async #sendRows(
    { statement, portal, told }: NamedPortal,
    { most, isDescribed }: Performing,
  ): Promise<void> {
    const { outbox } = this.options.line;
    const { count, isDone } = await this.during(portal, async () => {
      const { columns } = this.#note(await portal.source);
      if (isDescribed) describeColumns(outbox, columns, portal.formats);
      else refuseOther(columns, told, portal.formats);
      return portal.send(outbox, most);
    });
    if (!isDone) return this.#say('s');
    const command = statement?.command;
    const tag = command?.kind === 'query' ? command.tag : 'SHOW';
    this.#say('C', tag === 'SELECT' ? `SELECT ${count}` : tag);
  }

  /** In the formats that were bound with the fetch. */
  async #fetch(
    { name, count: most, isMove }: Fetch,
    formats: Formats,
    { isDescribed }: Performing,
  ): Promise<void> {
    const { outbox } = this.options.line;
    const { portal } = this.findPortal(name);
    const { count } = await this.during(portal, async () => {
      if (isMove) return portal.each(most, () => undefined);
      const { columns } = this.#note(await portal.source);
      if (isDescribed) describeColumns(outbox, columns, formats);
      return portal.send(outbox, most, formats);
    });
    this.#say('C', `${isMove ? 'MOVE' : 'FETCH'} ${count}`);
  }

  /** What it says of its data, which the client is told when nothing else is said. */
  #note(source: Source): Source {
    if (source.facts) this.options.settings.note(source.facts);
    return source;
  }

  #transact({ does, tag }: Transaction): void {
    const hadFailed = this.#status === 'E';
    if (does === 'begin' || does === 'return') this.#status = 'T';
    if (does === 'commit' || does === 'rollback') {
      this.#status = 'I';
      if (does === 'commit' && !hadFailed) this.closeUnheld();
      else this.closePortals();
    }
    this.#say('C', does === 'commit' && hadFailed ? 'ROLLBACK' : tag);
  }

  #say(type: string, ...texts: readonly string[]): void {
    this.options.line.outbox.say(type, ...texts);
  }
}
