/**
 * An operator's own checks (GGR_CHECKS): asked in a reader process, which can be killed and reaches nothing but what it
 * reads. In the process that owns the store one that never ends would hold up its pulls, and one that DuckDB cannot take
 * would end it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../contract/errors.ts';
import { quote } from '../load/sql.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { HOW_MANY } from './offences.ts';
import { QueryEnded } from './query-ended.ts';
import type { Answer } from './reader-answers.ts';
import { QUESTION_LIMITS, ReaderPool } from './reader-pool.ts';
import type { Source } from './reader-protocol.ts';
import { asCheck, type Offences, type RowCheck } from './row-checks.ts';
import { SqlError } from './sql-error.ts';
import { allTime, type Touched } from './touched.ts';
import type { Cell, JsonValue } from './values.ts';

/** After a run: of a check that costs as much as what was read a minute is no part. */
export const AFTER_RUN_MS = 60_000;
/** Twenty rows for people. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface OwnAnswer {
  readonly check: RowCheck;
  /** Or why there is no answer: it is no good select, or was ended. */
  readonly found: Offences | UsageError;
}

/** Asks them in turn; throws what is no check's fault, and the signal's reason. */
export type AskOwn = (
  checks: readonly RowCheck[],
  signal: AbortSignal,
) => Promise<readonly OwnAnswer[]>;

export interface OwnPlace {
  readonly source: Source;
  /** Files and folders that hold it. */
  readonly reach: readonly string[];
  /** Bytes that the process may hold. */
  readonly memory: number;
  /** Of each check; what any query has, without it. */
  readonly milliseconds?: number;
}

/**
 * The checks of an operator's folder: each file of it that ends in .sql. `{{touched_from}}` and `{{touched_until}}` are
 * the bounds of what a run has read, or of all time; after a run those that name them alone are asked. Throws UsageError.
 */
export function ownChecks(folder: string, touched?: Touched): RowCheck[] {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
    const texts = files.sort().map((file) => ({
      name: file.slice(0, -4),
      written: readFileSync(join(folder, file), 'utf8'),
    }));
    return texts
      .filter(({ written }) => !touched || BOUNDS.test(written))
      .map(({ name, written }) => ({ ...asCheck(name, bounded(written, touched), true), written }));
  } catch (error) {
    throw new UsageError(`GGR_CHECKS: the folder ${folder} cannot be read`, {
      cause: error,
      hint: 'it must hold .sql files, each one select that returns the offending rows',
    });
  }
}

const BOUNDS = /\{\{touched_(?:from|until)\}\}/;

function bounded(text: string, touched: Touched | undefined): string {
  const { start, end } = touched?.span ?? allTime;
  return text
    .replaceAll('{{touched_from}}', quote(sqlTimestamp(start)))
    .replaceAll('{{touched_until}}', quote(sqlTimestamp(end)));
}

/** One process for all of them; where one of them ends it, the next gets another. */
export async function askOwn(
  checks: readonly RowCheck[],
  { source, reach, memory, milliseconds = QUESTION_LIMITS.milliseconds }: OwnPlace,
  signal: AbortSignal,
): Promise<readonly OwnAnswer[]> {
  const pool = new ReaderPool({ spares: 0, kept: 1, atOnce: 1, memory, reach });
  const limits = { milliseconds, bytes: MOST_BYTES };
  try {
    const answers: OwnAnswer[] = [];
    for (const check of checks) {
      const question = { text: check.text, source, as: 'offences', limits } as const;
      const found = pool.ask(question, signal).then(offencesOf);
      answers.push({ check, found: await found.catch((error) => faultOf(check, error, signal)) });
    }
    return answers;
  } finally {
    await pool.close();
  }
}

async function offencesOf(answer: Answer): Promise<Offences> {
  const rows: JsonValue[][] = [];
  for await (const batch of answer.batches()) rows.push(...batch);
  answer.close();
  const { names, types } = answer;
  const columns = names.filter((name) => name !== HOW_MANY);
  const byName = <T>(values: readonly T[], none: T) =>
    Object.fromEntries(columns.map((name) => [name, values[names.indexOf(name)] ?? none]));
  return {
    offending: Number(rows[0]?.[names.indexOf(HOW_MANY)] ?? 0),
    rows: rows.map((row) => byName<Cell>(row, null)),
    types: byName(types, ''),
  };
}

/** Of the check, with its name. Throws what would have become of any other. */
function faultOf({ name }: RowCheck, error: unknown, signal: AbortSignal): UsageError {
  signal.throwIfAborted();
  if (!(error instanceof UsageError)) throw error;
  const says = `the check ${name} of GGR_CHECKS: ${error.message}`;
  const isOverMemory = error instanceof SqlError && error.kind === 'Out of Memory';
  if (error instanceof QueryEnded || isOverMemory) {
    return new QueryEnded(says, { cause: error, hint: error.hint ?? 'ask for less at a time' });
  }
  return new UsageError(says, {
    cause: error,
    hint: 'a check is one select that returns the offending rows',
  });
}
