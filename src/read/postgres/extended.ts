/** The extended protocol: statements prepared, values bound, columns described, rows a few at a time. */
import { type Described, describe } from './asking.ts';
import { WireError } from './errors.ts';
import type { Fields } from './inbox.ts';
import { parameterOf } from './parameters.ts';
import { Portal } from './portal.ts';
import { describeColumns, fixedSource } from './rows.ts';
import {
  executed,
  fromOf,
  ownColumns,
  parameterOids,
  type Statement,
  statementOf,
} from './statements.ts';
import { splitStatements } from './tokens.ts';
import { OID } from './types.ts';
import type { Work } from './work.ts';

/** Statements as their client was told of them. */
const TOLD = new WeakMap<Statement, Described>();

export function parse(work: Work, fields: Fields): void {
  const [name, text] = [fields.text(), fields.text()];
  const oids = fields.list(() => fields.int32());
  const pieces = splitStatements(text);
  if (pieces.length > 1) {
    throw new WireError('42601', 'cannot insert multiple commands into a prepared statement');
  }
  const [piece] = pieces;
  work.keepStatement(name, piece && statementOf(piece, oids));
  work.options.line.outbox.say('1');
}

export function bind(work: Work, fields: Fields): void {
  const [name, from] = [fields.text(), fields.text()];
  const named = findStatement(work, from);
  const statement = named && executed(named, work.statements);
  const forms = fields.list(() => fields.int16());
  const values = fields.list((): Buffer | null => {
    const length = fields.int32();
    return length < 0 ? null : fields.bytes(length);
  });
  const formats = fields.list(() => fields.int16());
  const told = named && TOLD.get(named);
  const parameters = values.map((bytes, i) =>
    parameterOf({
      oid: statement?.oids[i] || told?.oids[i] || 0,
      isBinary: (forms.length === 1 ? forms[0] : forms[i]) === 1,
      bytes,
    }),
  );
  const portal = statement
    ? work.portal(statement, parameters, formats)
    : new Portal(async () => fixedSource([], []), [], work.options.signal);
  const size = parameters.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  work.keepPortal(name, { statement, portal, told: told?.columns, size });
  work.options.line.outbox.say('2');
}

export async function describePortal(work: Work, name: string): Promise<void> {
  const { outbox } = work.options.line;
  const { statement, portal } = work.findPortal(name);
  const from =
    statement?.command.kind === 'fetch' ? work.findPortal(statement.command.name).portal : portal;
  if (!statement || !(hasRows(statement) || isCursor(statement, name))) {
    return void outbox.say('n');
  }
  work.refuseFailed(statement);
  const { columns } = await work.during(from, () => from.source);
  describeColumns(outbox, columns, portal.formats);
}

export async function describeStatement(work: Work, name: string): Promise<void> {
  const { outbox } = work.options.line;
  const named = findStatement(work, name);
  const statement = named && executed(named, work.statements);
  const oids = statement ? parameterOids(statement) : [];
  const found = statement && hasRows(statement) ? await descriptionOf(work, statement) : undefined;
  outbox.begin('t').int16(oids.length);
  for (const [i, oid] of oids.entries()) outbox.int32(oid || found?.oids[i] || OID.text);
  outbox.end();
  if (named && found) TOLD.set(named, found);
  if (found) describeColumns(outbox, found.columns, []);
  else outbox.say('n');
}

function findStatement({ statements }: Work, name: string): Statement | undefined {
  if (statements.has(name)) return statements.get(name);
  throw new WireError('26000', `prepared statement ${JSON.stringify(name)} does not exist`);
}

function hasRows({ command }: Statement): boolean {
  return (
    command.kind === 'query' ||
    command.kind === 'show' ||
    (command.kind === 'fetch' && !command.isMove)
  );
}

/** A cursor that was declared is a portal, too: psycopg 3 asks for its columns, and then fetches without asking. */
function isCursor({ command }: Statement, name: string): boolean {
  return command.kind === 'declare' && command.name === name;
}

/** As with nulls for its parameters. */
async function descriptionOf(work: Work, statement: Statement): Promise<Described> {
  const { readers, settings, signal } = work.options;
  const { command, text } = statement;
  const from = fromOf(statement);
  if (command.kind === 'fetch') {
    return { columns: (await work.findPortal(command.name).portal.source).columns, oids: [] };
  }
  const own = ownColumns(statement);
  if (own) return { columns: own, oids: [] };
  work.refuseFailed(statement);
  const parameters = parameterOids(statement).map((oid) =>
    parameterOf({ oid, isBinary: false, bytes: null }),
  );
  const { maxAgeMs, timeoutMs } = settings;
  const cancelled = new AbortController();
  const end = AbortSignal.any([signal, cancelled.signal]);
  return work.during({ cancel: (reason) => cancelled.abort(reason) }, () =>
    describe(readers, { text, from, parameters, maxAgeMs, timeoutMs }, end),
  );
}
