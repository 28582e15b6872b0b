/** `ggr query <sql>`: read-only SQL over the store. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { StatementType } from '@duckdb/node-api';
import { EXIT, type ExitCode, StoreError, UsageError } from '../errors.ts';
import { quote } from '../load/sql.ts';
import { Warehouse } from '../load/warehouse.ts';
import type { Session } from './session.ts';
import { formatTable } from './terminal.ts';
import { toJsonValue, toText } from './values.ts';

export interface QueryOptions {
  readonly format: string;
  readonly out?: string;
}

const FORMATS = ['table', 'json', 'csv', 'parquet'] as const;
type Format = (typeof FORMATS)[number];
const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|DOUBLE|FLOAT)/;

export async function query(
  session: Session,
  text: string,
  options: QueryOptions,
): Promise<ExitCode> {
  const format = readFormat(options);
  const out = options.out === undefined ? undefined : resolve(options.out);
  // No other file can be reached from the statement, but the one the result goes to.
  const reachable = format === 'parquet' && out ? [out] : [];
  const warehouse = await Warehouse.openReadOnly(session.config.warehouse, reachable);
  try {
    await refuseWriting(warehouse, text);
    if (format === 'parquet' && out) await writeParquet(warehouse, text, out);
    else await write(warehouse, text, format as Exclude<Format, 'parquet'>, openSink(session, out));
    return EXIT.done;
  } catch (error) {
    throw asUsageError(error);
  } finally {
    await warehouse.close();
  }
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

/** One statement that reads. The store is open read-only besides; this gives the clearer message. */
async function refuseWriting({ db }: Warehouse, text: string): Promise<void> {
  const statements = await db.connection.extractStatements(text);
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

async function writeParquet({ db }: Warehouse, text: string, out: string): Promise<void> {
  const statement = text.trim().replace(/;+\s*$/, '');
  await db.run(`copy (${statement}\n) to ${quote(out)} (format parquet)`);
}

interface Sink {
  readonly write: (text: string) => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Standard output or a file, written no faster than it takes. */
function openSink(session: Session, out: string | undefined): Sink {
  if (out === undefined) {
    return { write: async (text) => session.terminal.out(text), end: async () => {} };
  }
  const file = createWriteStream(out);
  const failed = once(file, 'error').then(([error]) => {
    throw new UsageError(`--out ${out} cannot be written`, { cause: error });
  });
  failed.catch(() => {});
  return {
    write: async (text) => {
      if (!file.write(`${text}\n`)) await Promise.race([once(file, 'drain'), failed]);
    },
    end: async () => {
      file.end();
      await Promise.race([once(file, 'close'), failed]);
    },
  };
}

async function write(
  { db }: Warehouse,
  text: string,
  format: Exclude<Format, 'parquet'>,
  sink: Sink,
): Promise<void> {
  const result = await db.connection.stream(text);
  const names = result.deduplicatedColumnNames();
  if (format === 'table') {
    const rows = (await result.getRows()).map((row) => row.map(toText));
    const numeric = names.filter((_, i) => NUMERIC.test(String(result.columnType(i))));
    await sink.write(formatTable(names, rows, new Set(numeric)));
  } else if (format === 'csv') {
    await sink.write(names.map(csvField).join(','));
    for await (const rows of result.yieldRows()) {
      if (rows.length > 0) {
        await sink.write(
          rows.map((row) => row.map((v) => csvField(toText(v))).join(',')).join('\n'),
        );
      }
    }
  } else {
    await writeJson(result.yieldRows(), names, sink);
  }
  await sink.end();
}

async function writeJson(
  batches: AsyncIterable<readonly (readonly Parameters<typeof toJsonValue>[0][])[]>,
  names: readonly string[],
  sink: Sink,
): Promise<void> {
  let held: string | undefined;
  let opened = false;
  for await (const rows of batches) {
    for (const row of rows) {
      if (held !== undefined) {
        await sink.write(`${opened ? ' ' : '['}${held},`);
        opened = true;
      }
      held = JSON.stringify(
        Object.fromEntries(names.map((name, i) => [name, toJsonValue(row[i] ?? null)])),
      );
    }
  }
  await sink.write(held === undefined ? '[]' : `${opened ? ' ' : '['}${held}]`);
}

/** RFC 4180. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asUsageError(error: unknown): unknown {
  if (error instanceof UsageError || error instanceof StoreError || !(error instanceof Error))
    return error;
  const known =
    /^(?:Failed to [a-z ]+: )?(?:Parser|Binder|Catalog|Conversion|Invalid Input|Permission|Out of Range|Not implemented|IO|Out of Memory|Constraint) Error/;
  return known.test(error.message) ? new UsageError(error.message, { cause: error }) : error;
}
