/** What one run has read, as bounds for checks: they must cost as much as that, and not as much as the store. */
import { union } from '../contract/intervals.ts';
import { type AnyStream, hasCursor } from '../contract/stream.ts';
import type { EpochMs, Window } from '../contract/window.ts';
import { count, type Database } from '../load/database.ts';
import { identifier, quote, sql } from '../load/sql.ts';
import { sqlTimestamp } from '../transform/time.ts';

/** Whatever an event time can be. */
export const allTime: Window = { start: 0, end: Date.parse('2200-01-01T00:00:00Z') };

/** A run that fills more holes than this is looked at from its first to its last. */
const MOST_PARTS = 8;

/** What of one report of one account: its windows; or, where rows have no window of the report, their events. */
interface Part {
  readonly account: string;
  readonly stream: AnyStream;
  readonly windows: readonly Window[];
  readonly events: Window | undefined;
}

interface Run {
  readonly run: string;
  /** What is fetched since is its own, epoch ms. */
  readonly startedAt: EpochMs;
}

/** What a run has read; undefined where it has read nothing. */
export async function readTouched(
  db: Database,
  streams: readonly AnyStream[],
  run: Run,
): Promise<Touched | undefined> {
  const rows = await db.many(sql('queries/list-touched'), { run: run.run });
  const parts: Part[] = [];
  for (const [name, found] of Map.groupBy(rows, (row) => `${row.stream} ${row.account}`)) {
    const stream = streams.find((each) => name.startsWith(`${each.name} `));
    if (!stream) continue;
    const account = String(found[0]?.account);
    if (!hasCursor(stream) && stream.mode === 'replace') {
      const read = found.map((row) => ({ start: count(row.start_ms), end: count(row.end_ms) }));
      parts.push({ account, stream, windows: fewOf(union(read)), events: undefined });
    } else {
      const events = await findEvents(db, { account, stream }, run);
      if (events) parts.push({ account, stream, windows: [], events });
    }
  }
  return parts.length === 0 ? undefined : new Touched(parts, run);
}

function fewOf(windows: readonly Window[]): readonly Window[] {
  const [first, last] = [windows[0], windows.at(-1)];
  if (windows.length <= MOST_PARTS || !first || !last) return windows;
  return [{ start: first.start, end: last.end }];
}

async function findEvents(
  db: Database,
  { account, stream }: Pick<Part, 'account' | 'stream'>,
  { startedAt }: Run,
): Promise<Window | undefined> {
  const fill = { table: stream.table, event: identifier(stream.eventTime) };
  const params = { account, since: sqlTimestamp(startedAt) };
  const row = await db.one(sql('queries/find-touched-events', fill), params);
  if (row.start_ms === null) return undefined;
  return { start: count(row.start_ms), end: count(row.end_ms) + 1 };
}

/** Relations and conditions in place of whole tables. */
export class Touched {
  readonly #parts: readonly Part[];
  readonly #run: Run;

  constructor(parts: readonly Part[], run: Run) {
    this.#parts = parts;
    this.#run = run;
  }

  /** From the first to the last instant of it. */
  get span(): Window {
    const all = this.#parts.flatMap(({ windows, events }) => [
      ...windows,
      ...(events ? [events] : []),
    ]);
    const start = Math.min(...all.map((window) => window.start));
    return { start, end: Math.max(...all.map((window) => window.end)) };
  }

  isOf(stream: AnyStream): boolean {
    return this.#parts.some((part) => part.stream === stream);
  }

  /** The rows of a table that the run may have changed. */
  rows(table: string): string {
    const since = quote(sqlTimestamp(this.#run.startedAt));
    const parts = this.#parts.filter(({ stream }) => stream.table === table);
    return select(
      table,
      parts.flatMap((part) => [
        ...part.windows.map((window) => `${ofAccount(part)} and ${within('window_start', window)}`),
        ...(part.events ? [`${ofAccount(part)} and fetched_at >= timestamp ${since}`] : []),
      ]),
    );
  }

  /** The same of ggr.bets, which says less of where a row comes from. */
  bets(streams: readonly AnyStream[]): string {
    const isOfRun = `run_id = ${quote(this.#run.run)}`;
    const parts = this.#parts.filter(({ stream }) => stream.isBet && streams.includes(stream));
    return select(
      'ggr.bets',
      parts.flatMap((part) => {
        const of = `source = ${quote(part.stream.vendor.name)} and ${ofAccount(part)}`;
        const { windows, events } = part;
        return [
          ...windows.map((window) => `${of} and ${within('window_start', window)}`),
          ...(events ? [`${of} and ${within('event_at', events)} and ${isOfRun}`] : []),
        ];
      }),
    );
  }

  /** Whether a row of sync.windows is of a report that was read. */
  isInLedger(): string {
    const names = this.#parts.map(
      ({ account, stream }) => `(${quote(account)}, ${quote(stream.name)})`,
    );
    return `(account, stream) in (${names.join(', ')})`;
  }

  /** Whether a window of the report was read. */
  isAsked(of: AnyStream): string {
    const parts = this.#parts.filter(({ stream }) => stream === of);
    const any = parts.flatMap((part) =>
      part.windows.map((window) => `${ofAccount(part)} and ${within('window_start', window)}`),
    );
    return any.length === 0 ? 'false' : `(${any.join('\n       or ')})`;
  }
}

function select(relation: string, conditions: readonly string[]): string {
  const parts = conditions.length === 0 ? ['false'] : [...new Set(conditions)];
  return `(${parts.map((where) => `select * from ${relation} where ${where}`).join(' union all ')})`;
}

function ofAccount({ account }: Part): string {
  return `account = ${quote(account)}`;
}

function within(column: string, { start, end }: Window): string {
  const [from, until] = [start, end].map((instant) => `timestamp ${quote(sqlTimestamp(instant))}`);
  return `${column} >= ${from} and ${column} < ${until}`;
}
