/** `ggr query [sql]`: read-only SQL over the store; a small shell where a person types and gives no statement. */

import { constants, createReadStream, createWriteStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { EXIT, type ExitCode, UsageError } from '../../contract/errors.ts';
import { isSeenEnough, openFile, openTarget, outFault, type Target } from '../../read/sink.ts';
import type { Session } from '../../serve/session.ts';
import { ask, FORMATS, type Format, writeRows } from '../session/ask.ts';
import type { AddCommand } from '../session/command-line.ts';
import { parametersOf, readParam } from '../session/parameters.ts';
import { openInput } from '../session/session.ts';

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
  readonly param?: readonly string[];
}

/** What every question takes, however its statement is named. */
export const ANSWER_OPTIONS = {
  param: [
    '--param <name=value...>',
    'a value for $name in the statement; name:type=value says its type',
  ],
  format: ['--format <format>', 'table (as without it), json, csv or parquet'],
  json: ['--json', 'the same as --format json'],
  out: ['--out <file>', 'write there instead of to standard output'],
  maxAge: [
    '--max-age <seconds>',
    'beside whoever has the store: how old the data may be; 0 beside a daemon without it',
  ],
} as const;

export const addQuery: AddCommand = (ggr, { runHere }) => {
  ggr
    .command('query')
    .description('read-only SQL over the store; without a statement a shell')
    .argument('[sql]', 'one select statement')
    .option('--file <path>', 'read the statement from a file, such as one of sql/examples')
    .option(...ANSWER_OPTIONS.param)
    .option(...ANSWER_OPTIONS.format)
    .option(...ANSWER_OPTIONS.json)
    .option(...ANSWER_OPTIONS.out)
    .option(...ANSWER_OPTIONS.maxAge)
    .action((text, options) => runHere((session) => query(session, text, options), 'store'));
};

export async function query(
  session: Session,
  given: string | undefined,
  options: QueryOptions,
): Promise<ExitCode> {
  const format = readFormat(options);
  const maxAgeMs = readAge(options);
  if (isShell(session, given, options)) {
    // what only a person needs is loaded for nobody else
    const { runShell } = await import('../shell/shell.ts');
    return runShell(session, { format: format === 'parquet' ? 'table' : format, maxAgeMs });
  }
  const text = await readText(session, given, options);
  const parameters = parametersOf(text, (options.param ?? []).map(readParam), session.now());
  const { out } = options;
  const target = out === undefined ? undefined : openTarget(out, session.config.warehouse);
  const as = format === 'parquet' ? 'parquet' : 'rows';
  try {
    await ask(session, { text, parameters, maxAgeMs, as }, async (answer) => {
      if (format === 'parquet') return target && copyAnswer(answer.file, target);
      const sink = target && openFile(target);
      await writeRows(session, answer, { format, sink });
      await sink?.end();
    });
    await target?.commit();
    return EXIT.done;
  } catch (error) {
    await target?.discard();
    if (isSeenEnough(error)) return EXIT.done;
    throw error;
  }
}

/** A person at a terminal who names no statement means to type some. */
function isShell(
  { terminal }: Session,
  given: string | undefined,
  { file, out }: QueryOptions,
): boolean {
  return given === undefined && file === undefined && out === undefined && !!terminal.isTyped;
}

/** The text itself, what stands in --file, or what is piped in: one of them. */
async function readText(
  session: Session,
  text: string | undefined,
  { file }: QueryOptions,
): Promise<string> {
  if (text !== undefined && file === undefined) return text;
  if (text === undefined && file !== undefined) return openInput(session, file);
  const piped = text === undefined ? ((await session.terminal.piped?.()) ?? '') : '';
  if (piped.trim() !== '') return piped;
  throw new UsageError('query needs a statement, or --file with one', {
    hint: 'ggr query "select * from ggr.daily", or ggr query --file sql/examples/top-games.sql',
  });
}

function readAge({ maxAge }: Pick<QueryOptions, 'maxAge'>): number | undefined {
  if (maxAge === undefined) return undefined;
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

/** What the process wrote in its folder, to where it was to go. */
async function copyAnswer(file: string, { part, flags }: Target): Promise<void> {
  const copied =
    flags === 'wx'
      ? copyFile(file, part, constants.COPYFILE_EXCL)
      : pipeline(createReadStream(file), createWriteStream(part, { flags }));
  await copied.catch((error: unknown) => {
    throw outFault(error);
  });
}
