/** Runs a file of sql/examples as `ggr query` would, and works answers out of the vendors' books. */
import { readFileSync } from 'node:fs';
import { parametersOf } from '../../src/cli/session/parameters.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { rebuild } from '../../src/read/rebuild.ts';
import { type JsonValue, toJsonValue } from '../../src/read/values.ts';
import { formatAmount } from '../../src/transform/money.ts';
import type { BookedBet } from './example-store.ts';

export type Line = Readonly<Record<string, JsonValue>>;

/** Without the wallet's lines. */
export const ofVendors = (lines: readonly Line[]): Line[] =>
  lines.filter(({ source }) => source !== 'wallet');

export const exampleText = (name: string): string =>
  readFileSync(new URL(`../../sql/examples/${name}.sql`, import.meta.url), 'utf8');

/** The statement with what it says itself where nobody gives a value. */
function withDefaults(text: string): string {
  const values = parametersOf(text, [], Date.now());
  return values.reduce(
    (filled, { name = '', type = 'varchar', value }) =>
      filled.replaceAll(`$${name}`, `cast('${value}' as ${type})`),
    text,
  );
}

/** The answer as `--format json` prints it; `change` may put a value of its own in. */
export async function runExample(
  { db }: Warehouse,
  name: string,
  change: (text: string) => string = (text) => text,
): Promise<Line[]> {
  const text = withDefaults(change(exampleText(name)));
  const rebuilt = await rebuild(db, text);
  const rows = await db.many(rebuilt.text);
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, toJsonValue(value)])),
  );
}

export interface Sums {
  readonly bets: number;
  readonly stake: bigint;
  readonly payout: bigint;
  readonly ggr: bigint;
  readonly rebate: bigint;
  readonly players: number;
}

export function sumsOf(bets: readonly BookedBet[]): Sums {
  const add = (pick: (bet: BookedBet) => bigint) => bets.reduce((sum, bet) => sum + pick(bet), 0n);
  return {
    bets: bets.length,
    stake: add(({ stake }) => stake),
    payout: add(({ payout }) => payout),
    ggr: add(({ stake, payout }) => stake - payout),
    rebate: add(({ rebate }) => rebate),
    players: new Set(bets.map(({ player }) => player)).size,
  };
}

/** Sums of stake and ggr as the store prints them. */
export const printed = ({ stake, ggr }: Pick<Sums, 'stake' | 'ggr'>) => ({
  stake: formatAmount(stake),
  ggr: formatAmount(ggr),
});

/** A ratio of two amounts; undefined where there is nothing to divide by. */
export const ratio = (part: bigint, whole: bigint): number | null =>
  whole === 0n ? null : Number(part) / Number(whole);

/** The UTC day of an instant. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Groups in the order of their keys. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups].sort(([a], [b]) => compare(a, b));
}

export const compare = <T extends string | bigint | number>(a: T, b: T): number =>
  a < b ? -1 : a > b ? 1 : 0;

/** Lines without the named columns. */
export const without = (lines: readonly Line[], ...names: string[]): Line[] =>
  lines.map((line) => Object.fromEntries(Object.entries(line).filter(([n]) => !names.includes(n))));
