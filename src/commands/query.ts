/** `ggr query <sql>`: read-only SQL over the store. */
import { type DuckDBResult, StatementType } from '@duckdb/node-api';
import { EXIT, type ExitCode, GgrError, UsageError } from '../errors.ts';
import { quote, sql } from '../load/sql.ts';
import { Warehouse } from '../load/warehouse.ts';
import type { Session } from './session.ts';
import { openFile, openTarget, type Sink, standardOutput, type Target } from './sink.ts';
import { formatTable, type Terminal } from './terminal.ts';
import { toJsonValue, toText } from './values.ts';

export interface QueryOptions {
  readonly format: string;
  readonly out?: string;
}

const FORMATS = ['table', 'json', 'csv', 'parquet'] as const;
type Format = (typeof FORMATS)[number];
const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|DOUBLE|FLOAT)/;
/** Nobody reads more of a table; the other formats have no end. */
const MOST_TABLE_ROWS = 10_000;

export async function query(
  session: Session,
  text: string,
  options: QueryOptions,
): Promise<ExitCode> {
  const format = readFormat(options);
  const store = session.config.warehouse;
  const target = options.out === undefined ? undefined : openTarget(options.out, store);
  // No other file can be reached from the statement, but the one the result goes to.
  const warehouse = await Warehouse.openReadOnly(store, target ? [target.part] : []);
  try {
    await sayOtherZone(session, warehouse);
    await refuseWriting(warehouse, text);
    if (format === 'parquet') await writeParquet(warehouse, text, target);
    else await write(warehouse, text, format, openSink(session.terminal, target), session.terminal);
    target?.commit();
    return EXIT.done;
  } catch (error) {
    target?.discard();
    throw asUsageError(error);
  } finally {
    await warehouse.close();
  }
}

function openSink(terminal: Terminal, target: Target | undefined): Sink {
  return target ? openFile(target.part) : standardOutput(terminal);
}

function readFormat({ format, out }: QueryOptions): Format {
  if (!FORMATS.includes(format as Format)) {
    throw new UsageError(`--format ${JSON.stringify(format)} is none of ${FORMATS.join(', ')}`);
  }
  if (format === 'parquet' && out === undefined) {
    throw new UsageError('--format parquet needs --out <file>');
  }
  return format as Format;
}

/** The store keeps how days are cut; a reader cannot change that, so a difference is said. */
async function sayOtherZone({ config, terminal }: Session, { db }: Warehouse): Promise<void> {
  const stored = await db.maybeOne(sql('queries/read-settings'));
  const [zone, start] = [stored?.report_timezone, stored?.day_start];
  if (!stored || (zone === config.reportTimezone && start === `${config.dayStart}:00`)) return;
  terminal.note(
    `gaming days are still cut at ${start} ${zone}; the next sync takes up ${config.dayStart} ${config.reportTimezone}`,
  );
}

/** One statement that reads. The store is open read-only besides; this gives the clearer message. */
async function refuseWriting({ db }: Warehouse, text: string): Promise<void> {
  const statements = await db.connection.extractStatements(text).catch((error: Error) => {
    throw new UsageError(
      error.message.replace(/^Failed to extract statements: /, '') || 'no statement',
    );
  });
  if (statements.count !== 1) {
    throw new UsageError(`one statement is expected, not ${statements.count}`);
  }
  const { statementType } = await statements.prepare(0);
  const reads: readonly StatementType[] = [
    StatementType.SELECT,
    StatementType.EXPLAIN,
    StatementType.CALL,
  ];
  if (!reads.includes(statementType)) {
    throw new UsageError('ggr query only reads', { hint: 'write a select statement' });
  }
}

async function writeParquet({ db }: Warehouse, text: string, target?: Target): Promise<void> {
  const statement = text.trim().replace(/;+\s*$/, '');
  await db.run(
    `copy (${statement}\n) to ${quote(target?.part ?? '')} (format parquet, use_tmp_file false)`,
  );
}

async function write(
  { db }: Warehouse,
  text: string,
  format: Exclude<Format, 'parquet'>,
  sink: Sink,
  terminal: Terminal,
): Promise<void> {
  // Not streamed: a streamed result that fails midway ends like one that is complete.
  const result = await db.connection.run(text);
  if (format === 'table') await writeTable(result, sink, terminal);
  else if (format === 'csv') await writeCsv(result, sink);
  else await writeJson(result, sink);
  await sink.end();
}

async function writeTable(result: DuckDBResult, sink: Sink, terminal: Terminal): Promise<void> {
  const names = result.deduplicatedColumnNames();
  const rows: string[][] = [];
  let total = 0;
  for await (const batch of result.yieldRows()) {
    total += batch.length;
    for (const row of batch.slice(0, MOST_TABLE_ROWS - rows.length)) rows.push(row.map(toText));
  }
  const numeric = names.filter((_, i) => NUMERIC.test(String(result.columnType(i))));
  await sink.write(formatTable(names, rows, new Set(numeric)));
  if (total > rows.length) {
    terminal.note(`the first ${rows.length} of ${total} rows; --format csv or json prints all`);
  }
}

async function writeCsv(result: DuckDBResult, sink: Sink): Promise<void> {
  await sink.write(result.deduplicatedColumnNames().map(csvField).join(','));
  for await (const rows of result.yieldRows()) {
    const lines = rows.map((row) => row.map((value) => csvField(toText(value))).join(','));
    if (lines.length > 0) await sink.write(lines.join('\n'));
  }
}

/** One array, written row by row: each line waits to know whether another follows. */
async function writeJson(result: DuckDBResult, sink: Sink): Promise<void> {
  const names = result.deduplicatedColumnNames();
  let held: string | undefined;
  let opening = '[';
  for await (const rows of result.yieldRows()) {
    for (const row of rows) {
      if (held !== undefined) {
        await sink.write(`${opening}${held},`);
        opening = ' ';
      }
      const pairs = names.map((name, i) => [name, toJsonValue(row[i] ?? null)]);
      held = JSON.stringify(Object.fromEntries(pairs));
    }
  }
  await sink.write(held === undefined ? '[]' : `${opening}${held}]`);
}

/** RFC 4180. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asUsageError(error: unknown): unknown {
  if (error instanceof GgrError || !(error instanceof Error)) return error;
  const known =
    /^(Parser|Binder|Catalog|Conversion|Invalid Input|Permission|Out of Range|Not implemented|IO|Out of Memory|Constraint) Error/;
  return known.test(error.message) ? new UsageError(error.message, { cause: error }) : error;
}
