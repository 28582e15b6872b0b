/** What stands in the placeholders of a merge's statements, all from declarations, times and the run. */
import { type AnyStream, hasCursor } from '../contract/stream.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import type { Database } from './database.ts';
import { identifier, quote, sql } from './sql.ts';
import { keyExpression, keyText, type Probe } from './stage.ts';

export interface MergeContext {
  readonly account: string;
  readonly stream: AnyStream;
  /** The window whose rows these are; a piece of a walk has none. */
  readonly owner?: Window;
  readonly runId: string;
  /** When the read was begun: the version of every row in it, where the vendor has no clock of versions. */
  readonly fetchedAt: EpochMs;
  /** Up to where the read is known to reach by the vendor's clock. */
  readonly reach?: EpochMs;
  readonly now: EpochMs;
}

export type Placeholders = Readonly<Record<string, string>>;

/**
 * Fills everything but `target` and `touched`, which lie between literal bounds on event time, taken from
 * the rows that are staged and stored: with them zone maps keep statements away from the rest of the table.
 */
export async function placeholders(
  db: Database,
  probe: Probe,
  context: MergeContext,
): Promise<Placeholders> {
  const { stream } = context;
  const isRepeated = probe.keys < probe.staged;
  if (isRepeated) {
    const version = stream.version ? `${identifier(stream.version)} desc nulls last, ` : '';
    await db.run(sql('queries/dedupe-stage', { key: keyExpression(stream), version }));
  }
  const staged = isRepeated ? 'stage_once' : 'stage';
  const fill = {
    staged,
    arrived: staged,
    ...namesOf(stream),
    ...momentOf(context),
    ...rulesOf(context),
  };
  const bounds = await db.one(sql('queries/find-bounds', fill));
  const within = (margin: string) =>
    `t.account = ${fill.account} and t.${fill.event} between timestamp ${quote(String(bounds.first))} - ${margin}` +
    ` and timestamp ${quote(String(bounds.last))} + ${margin}`;
  const margin = `interval ${Math.ceil(driftMsOf(stream) / 1000)} second`;
  const edges = {
    first: `timestamp ${quote(String(bounds.first))} - ${margin}`,
    last: `timestamp ${quote(String(bounds.last))} + ${margin}`,
  };
  return { ...fill, ...edges, target: within(margin), touched: within('interval 0 second') };
}

/** A record whose event time moved is found as long as it moved by less than a unit. */
export function driftMsOf(stream: AnyStream): number {
  return hasCursor(stream) ? stream.cursor.driftMs : stream.windows.unitMs;
}

/** Names of the table and its columns. */
export function namesOf(stream: AnyStream) {
  const names = Object.keys(stream.columns);
  const all = [...names, 'extra'];
  return {
    table: stream.table,
    // streams that feed one table share its history
    stream: quote(stream.table),
    key: keyExpression(stream),
    t_key: keyExpression(stream, 't.'),
    t_version: stream.version ? `t.${identifier(stream.version)} desc nulls last, ` : '',
    record_key: keyText(stream, 't.'),
    event: identifier(stream.eventTime),
    names: names.map(identifier).join(', '),
    values: names.map((name) => `s.${identifier(name)}`).join(', '),
    assignments: all.map((n) => `${identifier(n)} = s.${identifier(n)}`).join(', '),
    differs: all
      .filter((name) => !stream.key.includes(name))
      .map((name) => `t.${identifier(name)} is distinct from s.${identifier(name)}`)
      .join(' or '),
    same_key: sameKey(stream),
    row_json: rowJson('t', all),
    staged_json: rowJson('s', all),
  };
}

/** Who writes, and when. Without an owner both ends are the time of the read. */
export function momentOf({ account, owner, runId, fetchedAt, now }: MergeContext) {
  const { start, end } = owner ?? { start: fetchedAt, end: fetchedAt };
  return {
    account: quote(account),
    start: timestamp(start),
    end: timestamp(end),
    fetched: timestamp(fetchedAt),
    now: timestamp(now),
    run: `uuid ${quote(runId)}`,
    is_inserted: `(t.run_id = uuid ${quote(runId)} and t.revision = 1 and t.fetched_at = ${timestamp(fetchedAt)})`,
  };
}

/** Which version wins, whose a row is, and which rows a complete read withdraws. */
export function rulesOf(context: MergeContext) {
  const { stream } = context;
  const { start, end, fetched } = momentOf(context);
  const event = identifier(stream.eventTime);
  const isMine = owns(event, start, end);
  const replaces = stream.mode === 'replace';
  return {
    newer: newer(stream.version, fetched),
    owns: isMine,
    inserted_window: replaces ? start : `s.${event}`,
    updated_window: replaces
      ? `case when ${isMine} then ${start} else t.window_start end`
      : 't.window_start',
    gone:
      `t.window_start >= ${start} and t.window_start < ${end} and t.fetched_at <= ${fetched}` +
      ` and not exists (select 1 from stage s where ${sameKey(stream)})` +
      ` and not exists (select 1 from stage_rejects r where r.record_key = ${keyText(stream, 't.')})`,
  };
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

function sameKey({ key }: AnyStream): string {
  return key.map((name) => `t.${identifier(name)} = s.${identifier(name)}`).join(' and ');
}

function rowJson(table: 's' | 't', names: readonly string[]): string {
  const pairs = names.map((n) => `${quote(n)}, ${table}.${identifier(n)}::varchar`);
  return `json_object(${pairs.join(', ')})`;
}

function timestamp(instant: EpochMs): string {
  return `timestamp ${quote(sqlTimestamp(instant))}`;
}
