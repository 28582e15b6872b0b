/**
 * What of a table a shipment reads, in SQL: always as it stands now, so that a change sent again, late or out of order
 * says nothing that is older than its number.
 */
import type { Database } from '../database.ts';
import { identifier, quote, sql } from '../sql.ts';
import type { NotedChange } from './changes.ts';
import { type Column, type Relation, STAMP } from './relations.ts';

/** Who sends, and by which number. */
export interface Stamp {
  readonly store: string;
  readonly version: bigint;
}

/** Names of what a line has, in order. */
export function lineColumns({ columns }: Pick<Relation, 'columns'>): string[] {
  return [...columns.map(({ filed }) => identifier(filed)), ...STAMP];
}

/** Rows of a table under a condition, a JSON array each. */
export function presentLines(
  { name, columns }: Pick<Relation, 'name' | 'columns'>,
  where: string,
  stamp: Stamp,
): string {
  const values = columns.map((column) => textOf(column, `t.${identifier(column.name)}`));
  return sql('clickhouse/present-lines', { table: name, values: stamped(values, stamp, 0), where });
}

/** Texts all, so that no number passes through a double; a boolean is its own. */
function textOf({ type }: Column, expression: string): string {
  return type === 'BOOLEAN' ? expression : `cast(${expression} as varchar)`;
}

function stamped(values: readonly string[], { store, version }: Stamp, isDeleted: 0 | 1): string {
  return [...values, quote(store), quote(String(version)), quote(String(isDeleted))].join(', ');
}

/** Which rows some changes of one relation mean. */
export function whereOf(relation: Relation, changes: readonly NotedChange[]): string {
  switch (relation.kind) {
    case 'facts':
      return anyOf(runsOf(relation, changes));
    case 'snapshot':
      return anyOf(changes.map(({ account }) => sameAs('account', account)));
    case 'ledger':
      return anyOf(changes.map((change) => inLedger(relation, change)));
    case 'appended':
      return relation.name === 'sync.runs' ? runsIn(changes) : anyOf(appendedOf(relation, changes));
    case 'list':
      return 'true';
    default:
      return relation.kind satisfies never;
  }
}

/**
 * Rows that a run wrote, between its first and its last bound: more than the changes wrote where others of the run
 * lie between, and never less. Where rows passed to another window, all between the bounds.
 */
function runsOf(relation: Relation, changes: readonly NotedChange[]): string[] {
  const groups = Map.groupBy(changes, (c) => `${c.account} ${c.isWhole ? c.number : c.run}`);
  return [...groups.values()].map((group) => {
    const [first] = group;
    const parts = [sameAs('account', first?.account ?? null), between(relation, group)];
    if (first && !first.isWhole) parts.push(`t.run_id = uuid ${quote(String(first.run))}`);
    return parts.join(' and ');
  });
}

function appendedOf(relation: Relation, changes: readonly NotedChange[]): string[] {
  const groups = Map.groupBy(changes, ({ account, stream }) => `${account} ${stream}`);
  return [...groups.values()].map((group) => {
    const [{ account, stream } = { account: null, stream: null }] = group;
    const mine = relation.hasAccount
      ? `${sameAs('account', account)} and ${sameAs('stream', stream)} and `
      : '';
    return mine + between(relation, group);
  });
}

/** Runs that were killed are ended by whoever opens the store next, which is no commit of theirs. */
function runsIn(changes: readonly NotedChange[]): string {
  const runs = [
    ...new Set(changes.flatMap(({ run }) => (run === null ? [] : [`uuid ${quote(run)}`]))),
  ];
  const isKilled = `(t.outcome = 'killed' and t.ended_at >= (select max(started_at) - interval 7 day from sync.runs))`;
  return runs.length === 0 ? isKilled : `t.run_id in (${runs.join(', ')}) or ${isKilled}`;
}

/** The same condition tells what to send, and what of the cluster is gone unless it was sent. */
export function inLedger(
  { name }: Relation,
  change: NotedChange,
  at: (text: string) => string = instant,
): string {
  const { account, stream, starts, ends } = change;
  const parts = [sameAs('account', account), sameAs('stream', stream)];
  if (name === 'sync.windows' && starts !== null && ends !== null) {
    parts.push(`window_start <= ${at(ends)} and window_end >= ${at(starts)}`);
  }
  return parts.join(' and ');
}

function between({ clock }: Relation, changes: readonly NotedChange[]): string {
  const [starts, ends] = [changes.map((c) => c.starts), changes.map((c) => c.ends)];
  if (clock === undefined || starts.includes(null) || ends.includes(null)) return 'true';
  const first = (starts as string[]).reduce((a, b) => (a < b ? a : b));
  const last = (ends as string[]).reduce((a, b) => (a > b ? a : b));
  return `t.${identifier(clock)} between ${instant(first)} and ${instant(last)}`;
}

const sameAs = (column: string, value: string | null) =>
  value === null ? 'true' : `${column} = ${quote(value)}`;

const instant = (text: string) => `cast(${quote(text)} as timestamp)`;

const anyOf = (conditions: readonly string[]) =>
  [...new Set(conditions)].map((each) => `(${each})`).join('\n    or ') || 'false';

/** The versions that merges have put away, of the runs that did. */
export function revisedBy(changes: readonly NotedChange[]): string | undefined {
  const told = changes.filter(({ since, run }) => since !== null && run !== null);
  if (told.length === 0) return undefined;
  const since = told.map((change) => String(change.since)).reduce((a, b) => (a < b ? a : b));
  const runs = [...new Set(told.map(({ run }) => `uuid ${quote(String(run))}`))];
  return `t.replaced_at >= ${instant(since)} and t.replaced_by in (${runs.join(', ')})`;
}

/**
 * Deletions, a line each: keys that left the month in which one of those versions stood. Undefined where there
 * are none. The table is only read in the months in question.
 */
export async function goneLines(
  db: Database,
  relation: Relation,
  { revised, stamp }: { readonly revised: string; readonly stamp: Stamp },
): Promise<string | undefined> {
  const { clock = '', columns, key } = relation;
  const where = `t.stream = ${quote(relation.name)} and ${revised}`;
  const reach = await db.one(sql('clickhouse/reach-of-revisions', { where }));
  if (reach.first === null) return undefined;
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  const ownKey = key.filter((name) => name !== 'account');
  const values = columns.map((column) => {
    const isKept = key.includes(column.name) || column.name === clock;
    return isKept ? textOf(column, `gone.${identifier(column.name)}`) : 'null';
  });
  return sql('clickhouse/gone-lines', {
    table: relation.name,
    clock: identifier(clock),
    first: instant(String(reach.first)),
    last: instant(String(reach.last)),
    where,
    values: stamped(values, stamp, 1),
    // a key that has the clock in it, such as a day's sum, has it once
    from_row: ownKey
      .filter((name) => name !== clock)
      .map(
        (name) => `cast("row" ->> ${quote(name)} as ${types.get(name)}) as ${identifier(name)}, `,
      )
      .join(''),
    key: key.map(identifier).join(', '),
    same_key: key
      .map((name) => `standing.${identifier(name)} = gone.${identifier(name)}`)
      .join(' and '),
    own_key: key.map((name) => `t.${identifier(name)}`).join(', '),
  });
}
