/** The hours whose sums some changes may have changed: where their rows stand, and where they stood before. */
import type { Catalogue } from '../../contract/stream.ts';
import { count, type Database } from '../database.ts';
import { betStreams } from '../kept-sums.ts';
import { identifier, quote, sql } from '../sql.ts';
import type { NotedChange } from './changes.ts';
import type { Relation } from './relations.ts';
import { revisedBy, whereOf } from './rows.ts';
import { type Span, spansOf, WALLET } from './spans.ts';

/** The tables whose rows are bets, or parts of a wallet's round, with their sources. */
export function betRelations(
  catalogue: Catalogue,
  relations: readonly Relation[],
): [source: string, Relation][] {
  const sources = new Map(betStreams(catalogue).map(([vendor, { table }]) => [table, vendor]));
  sources.set('wallet.ledger', WALLET);
  sources.set('wallet.closed_rounds', WALLET);
  return relations.flatMap((relation) => {
    const source = sources.get(relation.name);
    return source === undefined ? [] : [[source, relation] as [string, Relation]];
  });
}

export async function touchedSpans(
  db: Database,
  bets: readonly (readonly [source: string, Relation])[],
  changes: readonly NotedChange[],
): Promise<Span[]> {
  const spans: Span[] = [];
  const round = new Map<string, string>();
  for (const [source, relation] of bets) {
    const mine = changes.filter((change) => change.relation === relation.name);
    if (mine.length === 0) continue;
    if (source === WALLET) round.set(relation.name, whereOf(relation, mine));
    else spans.push(...(await spansIn(db, source, ofReport(relation, mine))));
  }
  if (round.size > 0) spans.push(...(await spansIn(db, WALLET, ofRounds(round))));
  return spans;
}

function ofReport(relation: Relation, changes: readonly NotedChange[]): string {
  return sql('clickhouse/touched-hours', {
    table: relation.name,
    clock: identifier(relation.clock ?? ''),
    where: whereOf(relation, changes),
    stream: quote(relation.name),
    revised: revisedBy(changes) ?? 'false',
  });
}

function ofRounds(where: ReadonlyMap<string, string>): string {
  return sql('clickhouse/touched-rounds', {
    entries: where.get('wallet.ledger') ?? 'false',
    closures: where.get('wallet.closed_rounds') ?? 'false',
  });
}

async function spansIn(db: Database, source: string, text: string): Promise<Span[]> {
  const rows = await db.many(text);
  const accounts = Map.groupBy(rows, ({ account }) => String(account));
  return [...accounts].flatMap(([account, found]) =>
    spansOf(
      source,
      account,
      found.map(({ hour }) => count(hour)),
    ),
  );
}
