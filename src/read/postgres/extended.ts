/** The extended protocol: statements prepared, values bound, columns described, rows a few at a time. */
import { describe } from './asking.ts';
import { WireError } from './errors.ts';
import type { Fields } from './inbox.ts';
import { parameterOf } from './parameters.ts';
import { Portal } from './portal.ts';
import { type Column, describeColumns, fixedSource } from './rows.ts';
import { ownColumns, parameterOids, type Statement, statementOf } from './statements.ts';
import { splitStatements } from './tokens.ts';
import { refuseMore, type Work } from './work.ts';

/** Columns of statements as their client was told. */
const TOLD = new WeakMap<Statement, readonly Column[]>();

export function parse(work: Work, fields: Fields): void {
  const [name, text] = [fields.text(), fields.text()];
  const oids = fields.list(() => fields.int32());
  const pieces = splitStatements(text);
  if (pieces.length > 1) {
    throw new WireError('42601', 'cannot insert multiple commands into a prepared statement');
  }
  if (name !== '' && work.statements.has(name)) {
    throw new WireError('42P05', `prepared statement ${JSON.stringify(name)} already exists`);
  }
  const kept = [...work.statements.values()].map((each) => each?.text.length ?? 0);
  refuseMore([...kept, text.length]);
  const [piece] = pieces;
  work.statements.set(name, piece && statementOf(piece, oids));
  work.options.line.outbox.say('1');
}

export function bind(work: Work, fields: Fields): void {
  const [name, from] = [fields.text(), fields.text()];
  const statement = findStatement(work, from);
  const forms = fields.list(() => fields.int16());
  const values = fields.list((): Buffer | null => {
    const length = fields.int32();
    return length < 0 ? null : fields.bytes(length);
  });
  const formats = fields.list(() => fields.int16());
  const parameters = values.map((bytes, i) =>
    parameterOf({
      oid: statement?.oids[i] ?? 0,
      isBinary: (forms.length === 1 ? forms[0] : forms[i]) === 1,
      bytes,
    }),
  );
  const portal = statement
    ? work.portal(statement, parameters, formats)
    : new Portal(async () => fixedSource([], []), [], work.options.signal);
  const size = parameters.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
  work.keepPortal(name, { statement, portal, told: statement && TOLD.get(statement), size });
  work.options.line.outbox.say('2');
}

export async function describePortal(work: Work, name: string): Promise<void> {
  const { outbox } = work.options.line;
  const { statement, portal } = work.findPortal(name);
  const from =
    statement?.command.kind === 'fetch' ? work.findPortal(statement.command.name).portal : portal;
  if (!statement || !hasRows(statement)) return void outbox.say('n');
  work.refuseFailed(statement);
  const { columns } = await work.during(from, () => from.source);
  describeColumns(outbox, columns, portal.formats);
}

export async function describeStatement(work: Work, name: string): Promise<void> {
  const { outbox } = work.options.line;
  const statement = findStatement(work, name);
  const oids = statement ? parameterOids(statement) : [];
  const columns = statement && hasRows(statement) ? await columnsOf(work, statement) : undefined;
  outbox.begin('t').int16(oids.length);
  for (const oid of oids) outbox.int32(oid);
  outbox.end();
  if (statement && columns) TOLD.set(statement, columns);
  if (columns) describeColumns(outbox, columns, []);
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

/** As with nulls for its parameters. */
async function columnsOf(work: Work, statement: Statement) {
  const { readers, settings, signal } = work.options;
  const { command, text, from } = statement;
  if (command.kind === 'fetch') return (await work.findPortal(command.name).portal.source).columns;
  const own = ownColumns(statement);
  if (own) return own;
  work.refuseFailed(statement);
  const oids = parameterOids(statement).map((_, i) => statement.oids[i] ?? 0);
  const parameters = oids.map((oid) => parameterOf({ oid, isBinary: false, bytes: null }));
  const { maxAgeMs, timeoutMs } = settings;
  return describe(readers, { text, from, parameters, maxAgeMs, timeoutMs }, signal);
}
