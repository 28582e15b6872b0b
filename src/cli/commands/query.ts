/** `ggr query <sql>`: read-only SQL over the store. */

import { constants, copyFile } from 'node:fs/promises';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { writeCsv, writeJson } from '../../read/formats.ts';
import type { Facts } from '../../read/reader-protocol.ts';
import type { Rows } from '../../read/result.ts';
import { openFile, outFault, type Sink, type Target } from '../../read/sink.ts';
import type { Session, Terminal } from '../../serve/session.ts';
import { renderTable } from '../screen/table.ts';
import type { AddCommand } from '../session/command-line.ts';
import { withAnswer } from '../session/reader.ts';
import { collectTable } from '../session/result-table.ts';
import { openInput, openOutput } from '../session/session.ts';
import { show } from '../session/terminal.ts';

export interface QueryOptions {
  /** table where neither it nor `json` says otherwise. */
  readonly format?: string;
  /** The same as the format json. */
  readonly json?: boolean;
  readonly out?: string;
  /** Where the statement stands, in place of the text. */
  readonly file?: string;
  /** Seconds. */
  readonly maxAge?: string;
}

const FORMATS = ['table', 'json', 'csv', 'parquet'] as const;
type Format = (typeof FORMATS)[number];
/** A statement that somebody runs on their own machine may take a day; Ctrl-C ends it before. */
const LONGEST_MS = 24 * 3_600_000;
export const addQuery: AddCommand = (ggr, { runHere }) => {
  ggr
    .command('query')
    .description('read-only SQL over the store')
    .argument('[sql]', 'one select statement')
    .option('--file <path>', 'read the statement from a file, such as one of sql/examples')
    .option('--format <format>', 'table (as without it), json, csv or parquet')
    .option('--json', 'the same as --format json')
    .option('--out <file>', 'write there instead of to standard output')
    .option('--max-age <seconds>', 'beside a daemon: how old the data may be; 0 without it')
    .action((text, options) => runHere((session) => query(session, text, options), 'store'));
};

export async function query(
  session: Session,
  given: string | undefined,
  options: QueryOptions,
): Promise<ExitCode> {
  const format = readFormat(options);
  const text = await readText(session, given, options);
  const maxAgeMs = readAge(options);
  const target = options.out === undefined ? undefined : await openOutput(session, options.out);
  try {
    await ask(session, { text, format, target, maxAgeMs });
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
  readonly format: Format;
  readonly target: Target | undefined;
  readonly maxAgeMs: number;
}

/** In a process of its own, which can be killed and reaches nothing but the store. */
async function ask(session: Session, { text, format, target, maxAgeMs }: Question): Promise<void> {
  const as = format === 'parquet' ? 'parquet' : 'rows';
  // it was somebody's own wish: how long, and how much, is for them to say
  const limits = { milliseconds: LONGEST_MS };
  await withAnswer(session, { text, as, limits, maxAgeMs }, async (answer) => {
    sayOtherZone(session, answer.facts);
    if (format === 'parquet') return target && copyAnswer(answer.file, target);
    await write(session, { rows: answer, format, target });
  });
}

interface Written {
  readonly rows: Rows;
  readonly format: Exclude<Format, 'parquet'>;
  readonly target: Target | undefined;
}

async function write(
  { terminal, signal }: Session,
  { rows, format, target }: Written,
): Promise<void> {
  const sink = target ? openFile(target) : undefined;
  if (format === 'table') {
    await writeTable(rows, sink, terminal);
  } else {
    const write = format === 'csv' ? writeCsv : writeJson;
    await write(rows, sink ?? standardOutput(terminal, signal));
  }
  await sink?.end();
}

function readAge({ maxAge = '0' }: QueryOptions): number {
  if (/^\d{1,9}(\.\d{1,3})?$/.test(maxAge)) return Number(maxAge) * 1000;
  throw new UsageError(`--max-age ${JSON.stringify(maxAge)} is no number of seconds`);
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
function sayOtherZone({ config, terminal }: Session, facts: Facts): void {
  const { reportTimezone: zone, dayStart: start } = facts;
  if (zone === undefined) return;
  if (zone === config.reportTimezone && start === `${config.dayStart}:00`) return;
  terminal.note(
    `gaming days are still cut at ${start} ${zone}; the next sync takes up ${config.dayStart} ${config.reportTimezone}`,
  );
}

/** What the process wrote in its folder, to where it was to go. */
async function copyAnswer(file: string, { part, flags }: Target): Promise<void> {
  await copyFile(file, part, flags === 'wx' ? constants.COPYFILE_EXCL : 0).catch(
    (error: unknown) => {
      throw outFault(error);
    },
  );
}

function standardOutput(terminal: Terminal, signal: AbortSignal): Sink {
  return {
    write: async (text) => {
      terminal.out(text);
      await terminal.drained?.(signal);
    },
    end: async () => {},
  };
}

async function writeTable(result: Rows, sink: Sink | undefined, terminal: Terminal): Promise<void> {
  const table = await collectTable(result);
  if (!sink) return show(terminal, table);
  const { text, left } = renderTable(table);
  await sink.write(text);
  for (const line of left) terminal.note(line);
}
