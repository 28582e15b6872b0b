/** The parts of a fill: small tables whole, large ones by account and month, so that a killed fill loses one of them. */
import type { EpochMs } from '../../contract/window.ts';
import { count, type Database } from '../database.ts';
import { identifier, quote, sql } from '../sql.ts';
import { literal } from './cluster.ts';
import type { Relation } from './relations.ts';
import { named } from './schema.ts';
import type { Shipment } from './shipment.ts';
import { type Span, WALLET } from './spans.ts';

/** What is called whole in the ledger of fills: no table of the store has this name. */
export const SUMS = 'sums';

export interface Part {
  /** The table, or SUMS. */
  readonly relation: string;
  /** Unique in its table. */
  readonly name: string;
  /** Expected rows. */
  readonly rows: number;
  /** Returns how many it sent. */
  readonly send: (shipment: Shipment) => Promise<number>;
}

export interface PlanOptions {
  readonly relations: readonly Relation[];
  /** Those that hold bets, with their sources. */
  readonly bets: readonly (readonly [source: string, Relation])[];
  /** Whose rows the cluster has from here. */
  readonly accounts: readonly string[];
  /** Tables of so many rows are one part. */
  readonly mostRows: number;
}

interface Size {
  readonly account: string;
  /** 2025-01; none of tables without a clock. */
  readonly month: string | null;
  readonly rows: number;
}

/** The parts of what is to be sent whole: tables by name, and SUMS. */
export async function planFill(
  db: Database,
  pending: readonly string[],
  options: PlanOptions,
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const relation of options.relations.filter(({ name }) => pending.includes(name))) {
    parts.push(...(await partsOf(db, relation, options)));
  }
  return pending.includes(SUMS) ? [...parts, ...(await partsOfSums(db, options))] : parts;
}

/** What is to be sent of a table, and after it what the cluster has beyond that. */
async function partsOf(
  db: Database,
  relation: Relation,
  { accounts, mostRows }: PlanOptions,
): Promise<Part[]> {
  const sizes = await sizesOf(db, relation);
  const ours = oursOf(relation, accounts);
  const sweep = part(relation, 'sweep', async (to) => {
    await to.sweep(relation, ours);
    return 0;
  });
  const total = added(sizes);
  if (total <= mostRows) {
    return [part(relation, 'rows', (to) => to.sendWhere(relation, 'true'), total), sweep];
  }
  const months = Map.groupBy(sizes, ({ month }) => month);
  return [...months].flatMap(([month, found]) => monthOf(relation, month, found)).concat(sweep);
}

function monthOf(relation: Relation, month: string | null, sizes: readonly Size[]): Part[] {
  const name = month ?? 'all';
  const when = month === null ? 'true' : inMonth(relation, month);
  return sizes.map(({ account, rows }) => {
    const whose = relation.hasAccount ? ` and t.account = ${quote(account)}` : '';
    return part(relation, `${account} ${name}`, (to) => to.sendWhere(relation, when + whose), rows);
  });
}

/** Sums of all bets: hours by account and month, then the gaming days by month. */
async function partsOfSums(
  db: Database,
  { bets, accounts, mostRows }: PlanOptions,
): Promise<Part[]> {
  const sizes: (Size & { readonly source: string })[] = [];
  for (const [source, relation] of bets) {
    for (const size of await sizesOf(db, relation)) {
      sizes.push({ ...size, account: source === WALLET ? WALLET : size.account, source });
    }
  }
  const spans = new Map<string, { span: Span; rows: number }>();
  for (const { source, account, month, rows } of sizes) {
    const name = `${source} ${account} ${month}`;
    const span = { source, account, ...boundsOf(month ?? '') };
    spans.set(name, { span, rows: (spans.get(name)?.rows ?? 0) + rows });
  }
  const sweep = part(SUMS, 'sweep', async ({ sums }) => {
    await sums.sweepAll(accounts);
    return 0;
  });
  const all = [...spans.values()].map(({ span }) => span);
  if (added(sizes) <= mostRows) return [part(SUMS, 'hours', ({ sums }) => sums.send(all)), sweep];
  const hours = [...spans].map(([name, { span, rows }]) =>
    part(SUMS, name, ({ sums }) => sums.sendHours([span]), rows),
  );
  return [...hours, ...daysOf(all), sweep];
}

/** Hours of a month may belong to days of its neighbours. */
function daysOf(spans: readonly Span[]): Part[] {
  const near = spans.flatMap(({ from, until }) => [
    monthBefore(from),
    monthAt(from),
    monthAt(until),
  ]);
  return [...new Set(near)].sort().map((month) =>
    part(SUMS, `days ${month}`, async ({ sums }) => {
      const { from, until } = boundsOf(month);
      await sums.addUpDays(inMonthThere('gaming_day', month), from, until);
      return 0;
    }),
  );
}

async function sizesOf(db: Database, relation: Relation): Promise<Size[]> {
  const { clock, name, hasAccount } = relation;
  const rows = await db.many(
    sql('clickhouse/size-of-parts', {
      table: name,
      account: hasAccount ? 't.account' : `''`,
      month:
        clock === undefined ? 'null' : `cast(date_trunc('month', t.${identifier(clock)}) as date)`,
    }),
  );
  return rows.map((row) => ({
    account: String(row.account),
    month: row.month as string | null,
    rows: count(row.rows),
  }));
}

function part(relation: Relation | typeof SUMS, name: string, send: Part['send'], rows = 0): Part {
  return { relation: relation === SUMS ? SUMS : relation.name, name, send, rows };
}

/** Of tables without accounts what this store has sent: Shipment.sweep sees to it. */
function oursOf({ hasAccount }: Relation, accounts: readonly string[]): string {
  if (!hasAccount) return 'true';
  return accounts.length === 0 ? 'false' : `account in (${accounts.map(literal).join(', ')})`;
}

function inMonth({ clock = '' }: Relation, month: string): string {
  const first = `date ${quote(`${month}-01`)}`;
  return `t.${identifier(clock)} >= ${first} and t.${identifier(clock)} < ${first} + interval 1 month`;
}

const inMonthThere = (clock: string, month: string) =>
  `toYYYYMM(${named(clock)}) = ${month.replace('-', '')}`;

const added = (sizes: readonly Size[]) => sizes.reduce((sum, { rows }) => sum + rows, 0);

function boundsOf(month: string): { readonly from: EpochMs; readonly until: EpochMs } {
  const from = new Date(`${month}-01T00:00:00Z`);
  return { from: from.getTime(), until: Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1) };
}

const monthAt = (at: EpochMs) => new Date(at).toISOString().slice(0, 7);

const monthBefore = (from: EpochMs) => monthAt(from - 1);
