/** Checks as SQL: queries that return the offending rows, those of sql/checks and an operator's own. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GgrError, UsageError } from '../contract/errors.ts';
import type { AnyStream, Catalogue } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import { count, type Database, type StoredRow } from '../load/database.ts';
import { monthSums, plainBets } from '../load/source-sql.ts';
import { identifier, quote, sql, sqlFiles, withoutSemicolons } from '../load/sql.ts';
import { keyExpression, keyText } from '../load/stage.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { refuseWriting } from './guard.ts';
import { allTime, type Touched } from './touched.ts';

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
  /** What it finds is evidence to look at, and no error. */
  readonly isWarning: boolean;
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
  /** Looks at what one run has read alone. */
  readonly touched?: Touched;
}

/** The second line of a check that says so. */
const WARNING = /^-- Warning\b/;

/**
 * Checks that cost as much as what a run has read. A key twice is looked for in each commit; accounts, open rounds and
 * chains of players are read whole, by `ggr check` and every night.
 */
const OF_TOUCHED = [
  'event-outside-window',
  'future-time',
  'ggr-identity',
  'overlapping-windows',
  'pv-credit',
  'window-counts',
  'window-rows',
] as const;

/** The checks of sql/checks; of what a run has read, those that cost no more than that. */
export function houseChecks({
  catalogue,
  now,
  roundTimeoutMs,
  touched,
}: Circumstances): RowCheck[] {
  const fill = {
    ...unionsOf(catalogue.streams, touched),
    plain: plainBets(catalogue),
    sums: sql('marts/parts/sums'),
    month_sums: monthSums('from sync.kept_players'),
    now: sqlTimestamp(now),
    round_timeout_seconds: String(Math.ceil(roundTimeoutMs / 1000)),
  };
  const names = touched ? OF_TOUCHED : sqlFiles('checks');
  return names
    .map((name) => asCheck(name, sql(`checks/${name}`, fill), false))
    .filter(({ text }) => !isEmpty(text));
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
      text: readFileSync(join(folder, file), 'utf8'),
    }));
    return texts
      .filter(({ text }) => !touched || BOUNDS.test(text))
      .map(({ name, text }) => asCheck(name, bounded(text, touched), true));
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

/** A union of nothing: the run has read no such report. */
function isEmpty(text: string): boolean {
  return text.split('\n').every((line) => line.trim() === '' || line.startsWith('--'));
}

function asCheck(name: string, text: string, isOwn: boolean): RowCheck {
  const [first = '', second = ''] = text.trimStart().split('\n');
  const finds = first.startsWith('--') ? first.replace(/^--\s*/, '').trim() : '';
  return { name, finds, text, isOwn, isWarning: WARNING.test(second) };
}

/** What stands in the placeholders: a select for each table, or for each report that fits. */
function unionsOf(streams: readonly AnyStream[], touched: Touched | undefined) {
  const among = touched ? streams.filter((stream) => touched.isOf(stream)) : streams;
  const tables = [...new Map(among.map((stream) => [stream.table, stream])).values()];
  // a snapshot and a report of now tell of other times than that of their window
  const byEvent = among.filter(
    ({ mode, isSnapshot, windows }) => mode === 'replace' && !isSnapshot && !windows?.isInstant,
  );
  const union = (part: string, of: readonly AnyStream[]) =>
    of.map((stream) => sql(`checks/parts/${part}`, fillOf(stream, streams, touched))).join(UNION);
  return {
    doubled_keys: union('doubled-keys', tables),
    accounts: union('accounts', tables),
    future_times: union('future-times', tables),
    events_outside: union('events-outside', byEvent),
    window_rows: union('window-rows', byEvent),
    bets: touched?.bets(among) ?? 'ggr.bets',
    pv_bets: touched?.rows('pv.bets') ?? 'pv.bets',
    is_of_touched: touched?.isInLedger() ?? 'true',
  };
}

function fillOf(stream: AnyStream, streams: readonly AnyStream[], touched: Touched | undefined) {
  const feeding = streams.filter(({ table }) => table === stream.table);
  return {
    stream: stream.name,
    name: stream.table,
    table: touched?.rows(stream.table) ?? stream.table,
    event: identifier(stream.eventTime),
    key: keyExpression(stream, 't.'),
    record_key: keyText(stream, 't.'),
    is_alone: String(feeding.length === 1),
    is_asked: touched?.isAsked(stream) ?? 'true',
  };
}
