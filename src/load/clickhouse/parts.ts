/** The parts of a fill: small tables whole, large ones by account and month, so that a killed fill loses one of them. */
import type { EpochMs } from '../../contract/window.ts';
import { DAY_MS, HOUR_MS, sqlTimestamp } from '../../transform/time.ts';
import { count, type Database } from '../database.ts';
import { identifier, quote, sql } from '../sql.ts';
import type { Relation } from './relations.ts';
import type { Shipment } from './shipment.ts';
import { type Span, WALLET } from './spans.ts';
import { betsOf, type Sums } from './sums.ts';

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
  /** Tables of so many rows are one part, and parts of others have hardly more. */
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
  const sweep = partOf(relation, {
    name: 'sweep',
    rows: 0,
    send: async (to) => {
      await to.sweepAll(relation, accounts);
      return 0;
    },
  });
  const total = added(sizes);
  if (total <= mostRows) {
    const send = (to: Shipment) => to.sendWhere(relation, 'true');
    return [partOf(relation, { name: 'rows', rows: total, send }), sweep];
  }
  const months = Map.groupBy(sizes, ({ month }) => month);
  return [...months]
    .flatMap(([month, found]) => monthOf(relation, { month, sizes: found, mostRows }))
    .concat(sweep);
}

interface Month {
  readonly month: string | null;
  readonly sizes: readonly Size[];
  readonly mostRows: number;
}

/** By day or hour where a month is large: what is read of a part stands in memory. */
function monthOf(relation: Relation, { month, sizes, mostRows }: Month): Part[] {
  return sizes.flatMap(({ account, rows }) => {
    const whose = relation.hasAccount ? ` and t.account = ${quote(account)}` : '';
    const slices =
      month === null ? [{ name: 'all', when: 'true' }] : slicesOf(relation, month, rows / mostRows);
    return slices.map(({ name, when }) =>
      partOf(relation, {
        name: `${account} ${name}`,
        rows: Math.ceil(rows / slices.length),
        send: (to) => to.sendWhere(relation, when + whose),
      }),
    );
  });
}

/** As many as it takes, or more. */
function slicesOf({ clock = '' }: Relation, month: string, atLeast: number) {
  const { from, until } = boundsOf(month);
  const all = until - from;
  const length = [all, DAY_MS].find((ms) => all / ms >= atLeast) ?? HOUR_MS;
  const at = `t.${identifier(clock)}`;
  return Array.from({ length: all / length }, (_, nth) => {
    const [starts, ends] = [from + nth * length, from + (nth + 1) * length].map(instant);
    const name = length === all ? month : starts;
    return { name, when: `${at} >= timestamp ${starts} and ${at} < timestamp ${ends}` };
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
  const hours = [...spans].map(([name, { span, rows }]) => hoursOf(name, rows, [span]));
  const all = [...spans.values()].map(({ span }) => span);
  return [
    ...(added(sizes) <= mostRows ? [hoursOf('hours', 0, all)] : hours),
    // days are added up from all hours: what is no more must be gone before
    silent('sweep hours', (sums) => sums.sweepHours(accounts)),
    ...daysOf(all, accounts),
    silent('sweep days', (sums) => sums.sweepDays(accounts)),
  ];
}

/** Hours of a month may belong to days of its neighbours. */
function daysOf(spans: readonly Span[], accounts: readonly string[]): Part[] {
  const near = spans.flatMap(({ from, until }) => [
    monthAt(from - 1),
    monthAt(from),
    monthAt(until),
  ]);
  return [...new Set(near)].sort().map((month) =>
    silent(`days ${month}`, (sums) => {
      const days = `toYYYYMM(gaming_day) = ${month.replace('-', '')}`;
      const { from, until } = boundsOf(month);
      return sums.addUpDays(`${days} and ${betsOf(accounts)}`, from, until);
    }),
  );
}

function hoursOf(name: string, rows: number, spans: readonly Span[]): Part {
  return { relation: SUMS, name, rows, send: ({ sums }) => sums.sendHours(spans) };
}

/** What the cluster does by itself. */
function silent(name: string, work: (sums: Sums) => Promise<void>): Part {
  const send = async ({ sums }: Shipment) => {
    await work(sums);
    return 0;
  };
  return { relation: SUMS, name, rows: 0, send };
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

function partOf({ name: relation }: Relation, part: Omit<Part, 'relation'>): Part {
  return { relation, ...part };
}

const instant = (at: EpochMs) => quote(sqlTimestamp(at));

const added = (sizes: readonly Size[]) => sizes.reduce((sum, { rows }) => sum + rows, 0);

function boundsOf(month: string): { readonly from: EpochMs; readonly until: EpochMs } {
  const from = new Date(`${month}-01T00:00:00Z`);
  return { from: from.getTime(), until: Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1) };
}

const monthAt = (at: EpochMs) => new Date(at).toISOString().slice(0, 7);
