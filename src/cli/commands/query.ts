/** `ggr query <sql>`: read-only SQL over the store. */

import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { quote, sql } from '../../load/sql.ts';
import type { Warehouse } from '../../load/warehouse.ts';
import { writeCsv, writeJson } from '../../read/formats.ts';
import { parquetSelect } from '../../read/parquet.ts';
import type { QueryResult } from '../../read/result.ts';
import { openFile, type Sink, type Target } from '../../read/sink.ts';
import { type Read, readStatement } from '../../read/statement.ts';
import { toText } from '../../read/values.ts';
import { readHosted } from '../../serve/lend.ts';
import type { Session, Terminal } from '../../serve/session.ts';
import type { AddCommand } from '../session/command-line.ts';
import { openInput, openOutput, openToRead } from '../session/session.ts';
import { formatTable } from '../session/terminal.ts';

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

export const addQuery: AddCommand = (ggr, { runOnStore }) => {
  ggr
    .command('query')
    .description('read-only SQL over the store')
    .argument('[sql]', 'one select statement')
    .option('--file <path>', 'read the statement from a file, such as one of sql/examples')
    .option('--format <format>', 'table (as without it), json, csv or parquet')
    .option('--json', 'the same as --format json')
    .option('--out <file>', 'write there instead of to standard output')
    .action((text, options) => runOnStore((session) => query(session, text, options)));
};

export async function query(
  session: Session,
  given: string | undefined,
  options: QueryOptions,
): Promise<ExitCode> {
  const format = readFormat(options);
  const text = await readText(session, given, options);
  const target = options.out === undefined ? undefined : await openOutput(session, options.out);
  try {
    // No other file can be reached from the statement, but the one the result goes to.
    await reading(session, { text, reachable: target ? [target.part] : [] }, async (read) => {
      await sayOtherZone(session, read.warehouse);
      if (format === 'parquet') return writeParquet(read, target);
      const sink = target ? openFile(target) : standardOutput(session.terminal, read.signal);
      await WRITERS[format](await read.run(), sink, session.terminal);
      await sink.end();
    });
    await target?.commit();
    return EXIT.done;
  } catch (error) {
    await target?.discard();
    throw error;
  }
}

/** The text itself, or what stands in --file: one of both. */
async function readText(
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

interface Question {
  readonly text: string;
  /** Files that the statement may touch. */
  readonly reachable: readonly string[];
}

/** Opens the store for someone's SQL, refuses what does more than read, and closes it after `use`. */
async function reading(
  session: Session,
  { text, reachable }: Question,
  use: (read: Read) => Promise<void>,
): Promise<void> {
  const { host, signal } = session;
  if (host) return readHosted({ ...session, host }, text, use);
  const warehouse = await openToRead(session, reachable);
  return readStatement(warehouse, { text, signal, isSpooled: false }, use);
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
  const select = await parquetSelect(warehouse.db, text);
  await warehouse.db.run(
    `copy (${select}) to ${quote(target?.part ?? '')} (format parquet, use_tmp_file false)`,
  );
}

/** Whatever the terminal must say besides goes there. */
type Writer = (result: QueryResult, sink: Sink, terminal: Terminal) => Promise<void>;

const WRITERS: Readonly<Record<Exclude<Format, 'parquet'>, Writer>> = {
  table: writeTable,
  csv: writeCsv,
  json: writeJson,
};

function standardOutput(terminal: Terminal, signal: AbortSignal): Sink {
  return {
    write: async (text) => {
      terminal.out(text);
      await terminal.drained?.(signal);
    },
    end: async () => {},
  };
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
