/** Checks as SQL: queries that return the offending rows, those of sql/checks and an operator's own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GgrError, UsageError } from '../contract/errors.ts';
import type { AnyStream, Catalogue } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import { count, type Database, type StoredRow } from '../load/database.ts';
import { identifier, sql, sqlFiles, withoutSemicolons } from '../load/sql.ts';
import { keyExpression, keyText } from '../load/stage.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { refuseWriting } from './guard.ts';

/** Nobody reads more of them; the number of all is told. */
const MOST_ROWS = 20;
const UNION = '\nunion all by name\n';

export interface RowCheck {
  readonly name: string;
  /** What it finds, from the first line of its file. */
  readonly finds: string;
  readonly text: string;
  /** Whether it is the operator's own. */
  readonly isOwn: boolean;
}

export interface Offences {
  /** How many rows offend. */
  readonly offending: number;
  /** The first of them. */
  readonly rows: readonly StoredRow[];
}

interface Circumstances {
  readonly catalogue: Catalogue;
  readonly now: EpochMs;
  readonly roundTimeoutMs: number;
}

/** The checks of sql/checks. */
export function houseChecks({ catalogue, now, roundTimeoutMs }: Circumstances): RowCheck[] {
  const fill = {
    ...unionsOf(catalogue.streams),
    now: sqlTimestamp(now),
    round_timeout_seconds: String(Math.ceil(roundTimeoutMs / 1000)),
  };
  return sqlFiles('checks').map((name) => asCheck(name, sql(`checks/${name}`, fill), false));
}

/** The checks of an operator's folder: each file of it that ends in .sql. Throws UsageError. */
export function ownChecks(folder: string): RowCheck[] {
  try {
    const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
    return files
      .sort()
      .map((file) => asCheck(file.slice(0, -4), readFileSync(join(folder, file), 'utf8'), true));
  } catch (error) {
    throw new UsageError(`GGR_CHECKS: the folder ${folder} cannot be read`, {
      cause: error,
      hint: 'it must hold .sql files, each one select that returns the offending rows',
    });
  }
}

/** Runs one check on a store that is open to read. Throws UsageError where an operator's own is no good select. */
export async function runCheck(db: Database, { name, text, isOwn }: RowCheck): Promise<Offences> {
  if (!isOwn) return findOffences(db, text);
  try {
    if ((await refuseWriting(db, text)) !== 'select') throw new UsageError('it is no select');
    return await findOffences(db, text);
  } catch (error) {
    if (error instanceof GgrError && !(error instanceof UsageError)) throw error;
    const says = error instanceof Error ? error.message : String(error);
    throw new UsageError(`the check ${name} of GGR_CHECKS: ${says}`, {
      cause: error,
      hint: 'a check is one select that returns the offending rows',
    });
  }
}

async function findOffences(db: Database, text: string): Promise<Offences> {
  const found = await db.many(
    sql('queries/find-offences', { check: withoutSemicolons(text), most: String(MOST_ROWS) }),
  );
  const rows = found.map(({ all_offending_rows: _, ...row }) => row);
  return { offending: found[0] ? count(found[0].all_offending_rows) : 0, rows };
}

function asCheck(name: string, text: string, isOwn: boolean): RowCheck {
  const [first = ''] = text.trimStart().split('\n');
  const finds = first.startsWith('--') ? first.replace(/^--\s*/, '').trim() : '';
  return { name, finds, text, isOwn };
}

/** What stands in the placeholders: a select for each table, or for each report that fits. */
function unionsOf(streams: readonly AnyStream[]) {
  const tables = [...new Map(streams.map((stream) => [stream.table, stream])).values()];
  // a snapshot and a report of now tell of other times than that of their window
  const byEvent = streams.filter(
    ({ mode, isSnapshot, windows }) => mode === 'replace' && !isSnapshot && !windows?.isInstant,
  );
  const union = (part: string, among: readonly AnyStream[]) =>
    among.map((stream) => sql(`checks/parts/${part}`, fillOf(stream, streams))).join(UNION);
  return {
    doubled_keys: union('doubled-keys', tables),
    accounts: union('accounts', tables),
    future_times: union('future-times', tables),
    events_outside: union('events-outside', byEvent),
    window_rows: union('window-rows', byEvent),
  };
}

function fillOf(stream: AnyStream, streams: readonly AnyStream[]) {
  const feeding = streams.filter(({ table }) => table === stream.table);
  return {
    stream: stream.name,
    table: stream.table,
    event: identifier(stream.eventTime),
    key: keyExpression(stream, 't.'),
    record_key: keyText(stream, 't.'),
    is_alone: String(feeding.length === 1),
  };
}
