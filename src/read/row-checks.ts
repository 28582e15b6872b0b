/** Checks as SQL: queries that return the offending rows. Those of sql/checks; an operator's own are in own-checks.ts. */
import type { AnyStream, Catalogue } from '../contract/stream.ts';
import type { EpochMs } from '../contract/window.ts';
import { count, type Database } from '../load/database.ts';
import { plainBets } from '../load/source-sql.ts';
import { identifier, sql, sqlFiles } from '../load/sql.ts';
import { keyExpression, keyText } from '../load/stage.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { HOW_MANY, offencesSql } from './offences.ts';
import type { Touched } from './touched.ts';
import type { Cell } from './values.ts';

const UNION = '\nunion all by name\n';

export interface RowCheck {
  readonly name: string;
  /** What it finds, from the first line of its file. */
  readonly finds: string;
  readonly text: string;
  /** The same as its file has it: bounds are not in it yet. */
  readonly written?: string;
  /** Whether it is the operator's own. */
  readonly isOwn: boolean;
  /** What it finds is evidence to look at, and no error. */
  readonly isWarning: boolean;
}

export interface Offences {
  /** How many rows offend. */
  readonly offending: number;
  /** The first of them. */
  readonly rows: readonly Readonly<Record<string, Cell>>[];
  /** DuckDB's names of the types by column, where the values are not DuckDB's own any more. */
  readonly types?: Readonly<Record<string, string>>;
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
    month_sums: sql('marts/parts/month-sums', { hours: 'from sync.kept_players' }),
    now: sqlTimestamp(now),
    round_timeout_seconds: String(Math.ceil(roundTimeoutMs / 1000)),
  };
  const names = touched ? OF_TOUCHED : sqlFiles('checks');
  return names
    .map((name) => asCheck(name, sql(`checks/${name}`, fill), false))
    .filter(({ text }) => !isEmpty(text));
}

/** Runs one of ggr's own on a store that is open to read. */
export async function runCheck(db: Database, { text }: RowCheck): Promise<Offences> {
  const found = await db.many(offencesSql(text));
  const rows = found.map(({ [HOW_MANY]: _, ...row }) => row);
  return { offending: count(found[0]?.[HOW_MANY]), rows };
}

/** A union of nothing: the run has read no such report. */
function isEmpty(text: string): boolean {
  return text.split('\n').every((line) => line.trim() === '' || line.startsWith('--'));
}

/** A check of its text: what it finds stands in the first line, whether it warns in the second. */
export function asCheck(name: string, text: string, isOwn: boolean): RowCheck {
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
