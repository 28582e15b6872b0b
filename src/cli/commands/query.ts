/** `ggr query <sql>`: read-only SQL over the store. */
import { EXIT, type ExitCode, GgrError, UsageError } from '../../contract/errors.ts';
import { quote, sql, withoutSemicolons } from '../../load/sql.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import { type ReadKind, refuseWriting } from '../../read/guard.ts';
import { type QueryResult, runSpooled, runWhole } from '../../read/result.ts';
import { openFile, type Sink, standardOutput, type Target } from '../../read/sink.ts';
import { toJsonValue, toText } from '../../read/values.ts';
import { openInput, openOutput, openToRead, type Session } from '../session/session.ts';
import { formatTable, type Terminal } from '../session/terminal.ts';

export interface QueryOptions {
  /** table where neither it nor `json` says otherwise. */
  readonly format?: string;
  /** The same as the format json. */
  readonly json?: boolean;
  readonly out?: string;
  /** Where the statement stands, in place of the text. */
  readonly file?: string;
}

const FORMATS = ['table', 'json', 'csv', 'parquet'] as const;
type Format = (typeof FORMATS)[number];
const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|DOUBLE|FLOAT)/;
/** Nobody reads more of a table; the other formats have no end. */
const MOST_TABLE_ROWS = 10_000;
const MOST_TABLE_CHARACTERS = 16 * 1024 * 1024;
/** Rows are written together, so many characters at a time: a call for each took most of the time. */
const PIECE_CHARACTERS = 64 * 1024;

export async function query(
  session: Session,
  given: string | undefined,
  options: QueryOptions,
): Promise<ExitCode> {
  const format = readFormat(options);
  const text = await readStatement(session, given, options);
  const target = options.out === undefined ? undefined : await openOutput(session, options.out);
  try {
    // No other file can be reached from the statement, but the one the result goes to.
    await reading(session, { text, reachable: target ? [target.part] : [] }, async (read) => {
      await sayOtherZone(session, read.warehouse);
      if (format === 'parquet') return writeParquet(read, target);
      const sink = target ? openFile(target.part) : standardOutput(session.terminal, read.signal);
      return write(await read.run(), format, sink, session.terminal);
    });
    await target?.commit();
    return EXIT.done;
  } catch (error) {
    await target?.discard();
    throw error;
  }
}

/** The text itself, or what stands in --file: one of both. */
async function readStatement(
  session: Session,
  text: string | undefined,
  { file }: QueryOptions,
): Promise<string> {
  if (text !== undefined && file === undefined) return text;
  if (text === undefined && file !== undefined) return openInput(session, file);
  throw new UsageError('query needs a statement, or --file with one', {
    hint: 'ggr query "select * from ggr.daily", or ggr query --file sql/examples/top-games.sql',
  });
}

interface Statement {
  readonly text: string;
  readonly reachable?: readonly string[];
}

/** A statement that was found harmless, and the store in which it may run. */
export interface Read {
  readonly warehouse: Warehouse;
  readonly text: string;
  readonly kind: ReadKind;
  /** Aborted when the query must end. */
  readonly signal: AbortSignal;
  readonly run: () => Promise<QueryResult>;
}

/** Opens the store for someone's SQL, refuses what does more than read, and closes it after `use`. */
export function reading<T>(
  session: Session,
  { text, reachable = [] }: Statement,
  use: (read: Read) => Promise<T>,
): Promise<T> {
  const { host } = session;
  const work = async (mine: Session) => {
    const warehouse = await openToRead(mine, reachable);
    try {
      const kind = await refuseWriting(warehouse.db, text);
      mine.signal.throwIfAborted();
      const start = () => run(mine, warehouse, text, kind);
      return await use({ warehouse, text, kind, signal: mine.signal, run: start });
    } catch (error) {
      mine.signal.throwIfAborted();
      throw asUsageError(error);
    } finally {
      await warehouse.close();
    }
  };
  return host ? host.limited(session, work) : work(session);
}

/** In a daemon the rows wait on disk, not in the memory that the wallet and the syncs live in. */
function run(
  { host }: Session,
  { db }: Warehouse,
  text: string,
  kind: ReadKind,
): Promise<QueryResult> {
  return host && kind === 'select' ? runSpooled(db, text) : runWhole(db, text);
}

function readFormat({ json, out, format = json ? 'json' : 'table' }: QueryOptions): Format {
  if (!FORMATS.includes(format as Format)) {
    throw new UsageError(`--format ${JSON.stringify(format)} is none of ${FORMATS.join(', ')}`);
  }
  if (json && format !== 'json')
    throw new UsageError(`--json and --format ${format} exclude each other`);
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

async function writeParquet({ warehouse, text, kind }: Read, target?: Target): Promise<void> {
  if (kind !== 'select') throw new UsageError('--format parquet needs a select');
  await warehouse.db.run(
    `copy (${withoutSemicolons(text)}\n) to ${quote(target?.part ?? '')} (format parquet, use_tmp_file false)`,
  );
}

async function write(
  result: QueryResult,
  format: Exclude<Format, 'parquet'>,
  sink: Sink,
  terminal: Terminal,
): Promise<void> {
  if (format === 'table') await writeTable(result, sink, terminal);
  else if (format === 'csv') await writeCsv(result, sink);
  else await writeJson(result, sink);
  await sink.end();
}

async function writeTable(result: QueryResult, sink: Sink, terminal: Terminal): Promise<void> {
  const { names, types } = result;
  const rows: string[][] = [];
  let [total, characters] = [0, 0];
  for await (const batch of result.batches()) {
    total += batch.length;
    for (const row of batch) {
      if (rows.length >= MOST_TABLE_ROWS || characters > MOST_TABLE_CHARACTERS) break;
      const cells = row.map(toText);
      rows.push(cells);
      for (const cell of cells) characters += cell.length;
    }
  }
  const numeric = names.filter((_, i) => NUMERIC.test(types[i] ?? ''));
  await sink.write(formatTable(names, rows, new Set(numeric)));
  if (total > rows.length) {
    terminal.note(`the first ${rows.length} of ${total} rows; --format csv or json prints all`);
  }
}

export async function writeCsv(result: QueryResult, sink: Sink): Promise<void> {
  await sink.write(result.names.map(csvField).join(','));
  for await (const rows of result.batches()) {
    const lines = rows.map((row) => row.map((value) => csvField(toText(value))).join(','));
    if (lines.length > 0) await sink.write(lines.join('\n'));
  }
}

/** One array, a row a line: each line waits to know whether another follows. */
export async function writeJson(result: QueryResult, sink: Sink): Promise<void> {
  const { names } = result;
  let [ready, opening] = ['', '['];
  let held: string | undefined;
  for await (const rows of result.batches()) {
    for (const row of rows) {
      if (held !== undefined) {
        ready += `${opening}${held},`;
        opening = ' ';
        if (ready.length < PIECE_CHARACTERS) ready += '\n';
        else {
          await sink.write(ready);
          ready = '';
        }
      }
      const pairs = names.map((name, i) => [name, toJsonValue(row[i] ?? null)]);
      held = JSON.stringify(Object.fromEntries(pairs));
    }
  }
  await sink.write(held === undefined ? '[]' : `${ready}${opening}${held}]`);
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
