/**
 * Brings a forgotten month back from the cluster, in one transaction: with every column as it was, or not at all. What
 * it comes to must be what it came to when it went.
 */

import type { Catalogue } from '../../contract/stream.ts';
import type { EpochMs } from '../../contract/window.ts';
import { DAY_MS, sqlTimestamp } from '../../transform/time.ts';
import { appendTo } from '../appender.ts';
import { noteChange } from '../changes.ts';
import type { Database } from '../database.ts';
import { type Forgotten, ForgottenError, listForgotten, turnForgotten } from '../forgotten.ts';
import { KeyIndex } from '../key-index.ts';
import { identifier, quote, sql } from '../sql.ts';
import type { Warehouse } from '../warehouse.ts';
import type { Cluster, ClusterRow } from './cluster.ts';
import { digestOf, partsOf } from './compare-month.ts';
import { digestHere, type Part, whereHere, whereThere } from './digest.ts';
import { listRelations, type Relation } from './relations.ts';
import { named } from './schema.ts';

export interface RememberOptions {
  readonly warehouse: Warehouse;
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  readonly signal?: AbortSignal;
}

/** Returns how many rows came back. Throws ForgottenError where the cluster does not have them as they went. */
export async function rememberMonth(
  options: RememberOptions,
  { account, month }: { readonly account: string; readonly month: string },
): Promise<number> {
  const { warehouse, catalogue } = options;
  const guest = await warehouse.lend();
  const { db } = guest;
  try {
    const gone = (await listForgotten(db)).filter(
      (each) => each.account === account && each.month === month,
    );
    const relations = await listRelations(db, catalogue);
    return await warehouse.write(db, async () => {
      let brought = 0;
      for (const each of gone) brought += await bringBack(db, { ...options, each, relations });
      return brought;
    });
  } finally {
    turnForgotten();
    await guest.close();
  }
}

interface Bringing extends RememberOptions {
  readonly each: Forgotten;
  readonly relations: readonly Relation[];
}

/** Part of a transaction: one table of a month. Returns how many rows came back. Throws as rememberMonth. */
export async function bringBack(
  db: Database,
  { each, relations, ...options }: Bringing,
): Promise<number> {
  const { account, relation, month } = each;
  const bounds = { starts: sqlTimestamp(each.start), ends: sqlTimestamp(each.end) };
  const { rows, revisions } = partsOf(relations, { account, table: relation, ...bounds });
  await KeyIndex.of(db).drop(db, relation);
  for (const part of [rows, revisions]) {
    for (const day of daysOf(each)) await bringPart(db, { ...part, ...day }, options);
  }
  const [here, versions] = [await digestHere(db, rows), await digestHere(db, revisions)];
  if (digestOf(here, versions) !== each.digest) {
    throw new ForgottenError(
      `${account} ${month}: ClickHouse has ${here.rows} rows of ${relation} and ${versions.rows} earlier versions, and ${each.rows} and ${each.revisions} went there: nothing is brought back`,
      {
        hint: `\`ggr remember ${account} ${month} --anew\` gives ${relation} of it up and has that read from the vendor again; what ClickHouse has whole comes back`,
      },
    );
  }
  await db.run(
    sql('queries/touch-remembered', {
      table: relation,
      relation: quote(relation),
      event: identifier(rows.clock),
      of_rows: whereHere(rows),
      of_revisions: whereHere(revisions),
      account: quote(account),
      month: quote(month),
    }),
  );
  // sent once more, so that sums there are made anew; until then the cluster holds the month (Forgetter lets go of it)
  const window = { start: each.start, end: each.end };
  await noteChange(db, { relation, account, window, rows: here.rows });
  return here.rows;
}

/** A day at a time: an answer is held in memory. */
function* daysOf({ start, end }: { readonly start: EpochMs; readonly end: EpochMs }) {
  for (let from = start; from < end; from += DAY_MS) {
    yield { starts: sqlTimestamp(from), ends: sqlTimestamp(Math.min(end, from + DAY_MS)) };
  }
}

async function bringPart(
  db: Database,
  part: Part,
  { cluster, signal }: RememberOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const { relation, clock } = part;
  const lines = await cluster.query(
    sql('clickhouse/remembered-lines', {
      columns: relation.columns.map(({ name }) => `t.${named(name)} as ${named(name)}`).join(', '),
      view: relation.name.split('.').map(named).join('.'),
      where: whereThere(part),
      clock: named(clock),
    }),
  );
  if (lines.length > 0) await insertLines(db, relation, lines);
}

async function insertLines(
  db: Database,
  { name, columns }: Relation,
  lines: readonly ClusterRow[],
): Promise<void> {
  await db.run('create or replace temp table remembered (line json)');
  await appendTo(db, { catalog: 'temp', schema: 'main', table: 'remembered' }, (appender) => {
    for (const line of lines) {
      appender.appendVarchar(JSON.stringify(line));
      appender.endRow();
    }
  });
  const values = columns.map((column) => `cast(line ->> ${quote(column.name)} as ${column.type})`);
  await db.run(
    sql('queries/remember-rows', {
      table: name,
      names: columns.map((column) => identifier(column.name)).join(', '),
      values: values.join(', '),
    }),
  );
  await db.run('drop table remembered');
}
