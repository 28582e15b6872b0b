/** What a session can do with one statement, whichever way it was asked. */
import type { Parameter } from '../parameters.ts';
import { ask, type Readers } from './asking.ts';
import { type Command, commandOf } from './commands.ts';
import { readCopy } from './copy.ts';
import type { Copy } from './copy-forms.ts';
import { READ_ONLY, WireError } from './errors.ts';
import { filled } from './prepared.ts';
import { type Column, columnsOf, fixedSource, type Source } from './rows.ts';
import type { Settings } from './settings.ts';
import { type Piece, tokensOf } from './tokens.ts';

export interface Statement extends Piece {
  readonly command: Command;
  /** Types of its parameters as far as the client said them. */
  readonly oids: readonly number[];
  /** Of a copy: what it reads. */
  readonly copy?: Copy;
  /** Of a `prepare`: types of its parameters, in SQL. */
  readonly types?: readonly string[];
  /** Of an `execute`: values stand in its text, so no place in it is one of the client's. */
  readonly isFilled?: boolean;
}

/** Throws WireError for what only a look at its words refuses. */
export function statementOf(piece: Piece, oids: readonly number[] = []): Statement {
  const command = commandOf(piece.text);
  if (command.kind === 'refused') throw refused(command.word);
  if (command.kind === 'unknown') {
    throw new WireError('0A000', `${command.word} is not there on this port`);
  }
  const copy = command.kind === 'copy' ? { copy: readCopy(command.tokens) } : {};
  return { ...piece, command, oids, ...copy };
}

function refused(word: string): WireError {
  const isWord = /^[a-z]+$/.test(word);
  if (!isWord) return new WireError('42601', `syntax error at or near ${JSON.stringify(word)}`);
  return new WireError(READ_ONLY, `cannot execute ${word.toUpperCase()}: this port only reads`, {
    hint: 'write a select statement',
  });
}

/** What an `execute` asks; any other statement as it is. Throws WireError where nothing of its name was prepared. */
export function executed(
  statement: Statement,
  kept: ReadonlyMap<string, Statement | undefined>,
): Statement {
  const { command } = statement;
  if (command.kind !== 'execute') return statement;
  const prepared = kept.get(command.name);
  const said = `prepared statement ${JSON.stringify(command.name)}`;
  if (!prepared) throw new WireError('26000', `${said} does not exist`);
  if (prepared.command.kind !== 'query') throw new WireError('0A000', `${said} is no query`);
  return { ...prepared, text: filled(prepared, command), oids: [], isFilled: true };
}

/** The types of all its parameters; 0 where nobody said. */
export function parameterOids(statement: Statement): number[] {
  // they are those of what it prepares
  if (statement.command.kind === 'prepare') return [];
  let count = statement.oids.length;
  for (const { kind, text } of tokensOf(statement.text)) {
    if (kind === 'parameter') count = Math.max(count, Number(text.slice(1)));
  }
  return Array.from({ length: Math.min(count, 0x7fff) }, (_, i) => statement.oids[i] ?? 0);
}

export interface Opened {
  readonly readers: Readers;
  readonly settings: Settings;
  readonly parameters: readonly Parameter[];
}

/** Columns that are known without asking anybody; undefined where there are none. */
export function ownColumns({ command }: Statement): readonly Column[] | undefined {
  if (command.kind !== 'show') return undefined;
  const names = command.name === 'all' ? ['name', 'setting'] : [command.name];
  return columnsOf(
    names,
    names.map(() => 'VARCHAR'),
  );
}

/** The rows of a statement that has some: a reader's, or a setting's. */
export async function openStatement(
  statement: Statement,
  { readers, settings, parameters }: Opened,
  signal: AbortSignal,
): Promise<Source> {
  const { command, copy } = statement;
  if (command.kind === 'show') {
    if (command.name === 'all')
      return fixedSource(
        ['name', 'setting'],
        settings.all.map((row) => [...row]),
      );
    return fixedSource([command.name], [[settings.show(command.name)]]);
  }
  const text = copy?.query ?? (command.kind === 'declare' ? command.query : statement.text);
  const { maxAgeMs, timeoutMs } = settings;
  return ask(readers, { text, from: fromOf(statement), parameters, maxAgeMs, timeoutMs }, signal);
}

/** Characters of the client's whole text before it; undefined where its text is not the client's. */
export function fromOf({ from, isFilled }: Statement): number | undefined {
  return isFilled ? undefined : from;
}
