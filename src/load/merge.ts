/**
 * Commits a staged window: rows, revisions, quarantine and the window's ledger row, all in one
 * transaction, so that a process may die at any instruction (docs/decisions/0002).
 */
import { VendorError } from '../contract/errors.ts';
import type { WindowCounts } from '../contract/ledger.ts';
import { type AnyStream, hasCursor } from '../contract/stream.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { count, type Database, type Params } from './database.ts';
import { identifier, quote, sql } from './sql.ts';
import { keyExpression, type Probe, type Stage } from './stage.ts';
import type { Warehouse } from './warehouse.ts';
import { replaceWindow } from './windows.ts';

export interface WindowContext {
  readonly account: string;
  readonly stream: AnyStream;
  /** A piece of a walk has none: then both ends are the time of the read. */
  readonly window: Window;
  readonly runId: string;
  /** When the read of the window was begun: the version of every row in it. */
  readonly fetchedAt: EpochMs;
  readonly now: EpochMs;
  /** Why the vendor does not give all of the window; nothing can be called withdrawn then. */
  readonly truncated?: string | null;
}

export interface Committed {
  readonly counts: WindowCounts;
  /** Fields that the document does not name and that this stream sent for the first time. */
  readonly newFields: readonly string[];
}

/** Merges the stage into the fact table and enters the window into the ledger as loaded. */
export function commitWindow(
  warehouse: Warehouse,
  stage: Stage,
  probe: Probe,
  context: WindowContext,
): Promise<Committed> {
  return warehouse.write(stage.db, async () => {
    const counts = await mergeStage(stage, probe, context);
    const newFields = await enterWindow(stage.db, stage, context, counts);
    return { counts, newFields };
  });
}

/** Merges the stage into the fact table; part of the transaction that also writes the ledger. */
export async function mergeStage(
  stage: Stage,
  probe: Probe,
  context: WindowContext,
): Promise<WindowCounts> {
  const { db } = stage;
  const fill = await fillings(db, probe, context);
  const stored = count((await db.one(sql('queries/count-stored', fill))).stored);
  const updated = stored > 0 ? await db.run(sql('queries/revise-replaced', fill)) : 0;
  const changed = probe.staged > 0 ? await db.run(sql('queries/merge-rows', fill)) : 0;
  const repeated = probe.keys < probe.staged;
  const late = repeated || (context.stream.version !== undefined && stored > 0);
  if (late) await db.run(sql('queries/revise-late', fill));
  const replaces = context.stream.mode === 'replace' && stored > 0;
  if (replaces) await db.run(sql('queries/adopt-rows', fill));
  const withdraws = replaces && !stage.hidesKeys && !context.truncated;
  const withdrawn = withdraws ? await withdraw(db, fill, context.stream.isSnapshot === true) : 0;
  await proveKeys(db, fill, context);
  return {
    received: probe.staged + probe.rejected,
    inserted: changed - updated,
    updated,
    unchanged: probe.staged - changed,
    quarantined: probe.rejected,
    withdrawn,
  };
}

/** What the statements' placeholders stand for, with literal bounds on event time. */
async function fillings(
  db: Database,
  probe: Probe,
  { account, stream, window, runId, fetchedAt, now }: WindowContext,
): Promise<Record<string, string>> {
  const names = Object.keys(stream.columns);
  const timestamp = (instant: EpochMs) => `timestamp ${quote(sqlTimestamp(instant))}`;
  const event = identifier(stream.eventTime);
  const [start, end] = [timestamp(window.start), timestamp(window.end)];
  const once = probe.keys < probe.staged;
  const version = stream.version ? `${identifier(stream.version)} desc nulls last, ` : '';
  if (once) await db.run(sql('queries/dedupe-stage', { key: keyExpression(stream), version }));
  const recordKey = `concat_ws('/', ${stream.key.map((k) => `t.${identifier(k)}::varchar`).join(', ')})`;
  const fill = {
    table: stream.table,
    source: once ? 'stage_once' : 'stage',
    account: quote(account),
    // streams that feed one table share its history
    stream: quote(stream.table),
    key: keyExpression(stream),
    record_key: recordKey,
    event,
    start,
    end,
    fetched: timestamp(fetchedAt),
    now: timestamp(now),
    run: `uuid ${quote(runId)}`,
    names: names.map(identifier).join(', '),
    values: names.map((name) => `s.${identifier(name)}`).join(', '),
    assignments: [...names, 'extra'].map((n) => `${identifier(n)} = s.${identifier(n)}`).join(', '),
    differs: [...names, 'extra']
      .filter((name) => !stream.key.includes(name))
      .map((name) => `t.${identifier(name)} is distinct from s.${identifier(name)}`)
      .join(' or '),
    same_key: stream.key.map((k) => `t.${identifier(k)} = s.${identifier(k)}`).join(' and '),
    newer: newer(stream.version, timestamp(fetchedAt)),
    inserted_window: stream.mode === 'replace' ? start : `s.${event}`,
    updated_window:
      stream.mode === 'replace'
        ? `case when ${owns(event, start, end)} then ${start} else t.window_start end`
        : 't.window_start',
    owns: owns(event, start, end),
    row_json: rowJson('t', names),
    staged_json: rowJson('s', names),
    gone:
      `t.window_start >= ${start} and t.window_start < ${end} and t.fetched_at <= ${timestamp(fetchedAt)}` +
      ` and not exists (select 1 from stage s where ${stream.key
        .map((k) => `t.${identifier(k)} = s.${identifier(k)}`)
        .join(' and ')})` +
      ` and not exists (select 1 from stage_rejects r where r.record_key = ${recordKey})`,
  };
  const bounds = await db.one(sql('queries/find-bounds', fill));
  const within = (margin: string) =>
    `t.account = ${fill.account} and t.${event} between timestamp ${quote(String(bounds.first))} - ${margin}` +
    ` and timestamp ${quote(String(bounds.last))} + ${margin}`;
  // A record whose event time moved is found as long as it moved by less than a unit.
  const driftMs = hasCursor(stream) ? stream.cursor.driftMs : stream.windows.unitMs;
  const target = within(`interval ${Math.ceil(driftMs / 1000)} second`);
  return { ...fill, target, touched: within('interval 0 second') };
}

/**
 * Whether this window is the row's own. If two windows return one record, it belongs to the one that
 * holds its event time; otherwise a correct read of either would withdraw what the other still returns.
 */
function owns(event: string, start: string, end: string): string {
  const inside = (instant: string) => `(${instant} >= ${start} and ${instant} < ${end})`;
  return `(${inside('t.window_start')} or ${inside(`s.${event}`)})`;
}

/** An older version never wins: by the vendor's clock, then by the time of the read. */
function newer(version: string | undefined, fetched: string): string {
  if (!version) return `t.fetched_at <= ${fetched}`;
  const [theirs, ours] = ['s', 't'].map(
    (t) => `coalesce(${t}.${identifier(version)}, timestamp '1970-01-01')`,
  );
  return `(${ours} < ${theirs} or (${ours} = ${theirs} and t.fetched_at <= ${fetched}))`;
}

function rowJson(table: 's' | 't', names: readonly string[]): string {
  const pairs = [...names, 'extra'].map((n) => `${quote(n)}, ${table}.${identifier(n)}::varchar`);
  return `json_object(${pairs.join(', ')})`;
}

async function withdraw(
  db: Database,
  fill: Record<string, string>,
  isSnapshot: boolean,
): Promise<number> {
  if (isSnapshot) return db.run(sql('queries/delete-withdrawn', fill));
  const withdrawn = await db.run(sql('queries/revise-withdrawn', fill));
  if (withdrawn > 0) await db.run(sql('queries/delete-withdrawn', fill));
  return withdrawn;
}

async function proveKeys(
  db: Database,
  fill: Record<string, string>,
  { account, stream, window }: WindowContext,
): Promise<void> {
  const doubled = count((await db.one(sql('queries/count-doubled-keys', fill))).doubled);
  if (doubled === 0) return;
  throw new VendorError(
    'unstable',
    `account ${account}: ${doubled} keys of ${stream.name} in the window from ${sqlTimestamp(window.start)} ` +
      'stand in the store already, with event times that moved by more than a window: nothing was written',
    { hint: `pull the days before and after again with --only all, widest first` },
  );
}

async function enterWindow(
  db: Database,
  stage: Stage,
  { account, stream, window, runId, fetchedAt, now, truncated = null }: WindowContext,
  counts: WindowCounts,
): Promise<string[]> {
  const params = {
    account,
    stream: stream.name,
    start: sqlTimestamp(window.start),
    end: sqlTimestamp(window.end),
    fetched: sqlTimestamp(fetchedAt),
    now: sqlTimestamp(now),
    run: runId,
    truncated,
  };
  await db.run(sql('queries/insert-rejects'), params);
  const newFields = await noteUnknownFields(stage, params);
  await replaceWindow(db, params, counts);
  return newFields;
}

/** Notes the fields that the document does not name; returns those never seen before. */
export async function noteUnknownFields(stage: Stage, params: Params): Promise<string[]> {
  const newFields: string[] = [];
  for (const field of stage.unknownFields) {
    const noted = await stage.db.run(sql('queries/note-unknown-field'), { ...params, field });
    if (noted > 0) newFields.push(field);
  }
  return newFields;
}
