/**
 * Sums that the cluster keeps beside its bets (docs/decisions/0034): who played what in each hour, from the store's own
 * facts as they stand, and from these, in the cluster, the hours and gaming days. A shipment makes those anew that it
 * touched; no sum is ever added to.
 */
import { createHash } from 'node:crypto';
import type { Catalogue } from '../../contract/stream.ts';
import type { EpochMs } from '../../contract/window.ts';
import type { Database } from '../database.ts';
import { freshSums } from '../source-sql.ts';
import { sql } from '../sql.ts';
import { type Cluster, literal } from './cluster.ts';
import { type OnStep, sendLines } from './lines.ts';
import { columnsOf, type Filed, ROWS } from './relations.ts';
import { lineColumns, presentLines, type Stamp } from './rows.ts';
import {
  accountsIn,
  aroundThere,
  inSpans,
  inSpansThere,
  listedHours,
  type Span,
  WALLET,
} from './spans.ts';
import { sweep, sweepMonths } from './sweep.ts';

const DAY_KEY = ['source', 'account', 'gaming_day', 'currency'];
/** What makes a sum the same sum, and the clock of its partition. */
const KEPT = {
  kept_players: {
    key: [
      ...['source', 'account', 'hour_start', 'gaming_day', 'game_id', 'named_game'],
      ...['player_id', 'vendor_player_id', 'status', 'currency'],
    ],
    clock: 'hour_start',
  },
  kept_hours: {
    key: ['source', 'account', 'hour_start', 'gaming_day', 'currency'],
    clock: 'hour_start',
  },
  kept_days: { key: DAY_KEY, clock: 'gaming_day' },
} as const;
type KeptName = keyof typeof KEPT;

export type KeptTables = Readonly<Record<KeptName, Filed>>;

/** Their tables in the cluster, with the columns that the store's own have. */
export async function keptTables(db: Database): Promise<KeptTables> {
  const tables = await columnsOf(db);
  const entries = Object.entries(KEPT).map(([name, rule]) => {
    const found = tables.get(`sync.${name}`);
    if (!found) throw new Error(`there is no sync.${name}`);
    return [name, { table: `${ROWS}.${name}`, ...found, ...rule, hasAccount: true }];
  });
  return Object.fromEntries(entries) as KeptTables;
}

/** What adds sums up in the cluster, of those that it has. */
const ADDED_UP = ['add-up-hours', 'add-up-days'] as const;
type AddedUp = (typeof ADDED_UP)[number];
const addUpSql = (file: AddedUp, fill: Readonly<Record<string, string>>) =>
  sql(`clickhouse/${file}`, { rows: ROWS, sums: sql('clickhouse/sums'), ...fill });
/** In place of what differs from one statement to the next. */
const TO_COMPARE = { store: '', version: '', where: '', days: '', first: '', last: '' };

/** By which definition of a bet and of a day they are made; sums by another one are no sums to the views. */
export function shapeOfSums(catalogue: Catalogue, tables: KeptTables, gamingDay: string): string {
  const columns = Object.values(tables).map((table) => table.columns);
  const added = ADDED_UP.map((file) => addUpSql(file, TO_COMPARE));
  const text = JSON.stringify([freshSums(catalogue, 'dirty'), added, gamingDay, columns]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

export interface SumsOptions {
  readonly db: Database;
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  readonly tables: KeptTables;
  readonly stamp: Stamp;
  readonly onStep?: OnStep | undefined;
}

export class Sums {
  readonly #options: SumsOptions;

  constructor(options: SumsOptions) {
    this.#options = options;
  }

  /** Makes these hours anew, and their gaming days; returns how many rows went over the wire. */
  async send(spans: readonly Span[]): Promise<number> {
    if (spans.length === 0) return 0;
    const rows = await this.sendHours(spans);
    const from = Math.min(...spans.map((span) => span.from));
    const until = Math.max(...spans.map((span) => span.until));
    const days = sql('clickhouse/days-of-hours', { rows: ROWS, where: inSpansThere(spans) });
    await this.addUpDays(days, from, until);
    return rows;
  }

  /** Who played what in these hours, and the hours; without their days. */
  async sendHours(spans: readonly Span[]): Promise<number> {
    if (spans.length === 0) return 0;
    const { db, cluster, catalogue, tables, stamp, onStep } = this.#options;
    const { kept_players: players } = tables;
    const fresh = `(${freshSums(catalogue, listedHours(spans))})`;
    const text = presentLines({ name: fresh, columns: players.columns }, inSpans(spans), stamp);
    const to = { cluster, onStep, table: players.table, columns: lineColumns(players) };
    const rows = await sendLines(db, text, to);
    const where = inSpansThere(spans);
    await this.#sweep('kept_players', where);
    await this.#command('add-up-hours', { where });
    await this.#sweep('kept_hours', where);
    return rows;
  }

  /** Gaming days from their hours, where `days` says so; all of those hours lie near from and until. */
  async addUpDays(days: string, from: EpochMs, until: EpochMs): Promise<void> {
    await this.#command('add-up-days', { days, ...aroundThere(from, until) });
    await this.#sweep('kept_days', days);
  }

  /** Hours that these accounts have in an older version are gone. */
  async sweepHours(accounts: readonly string[]): Promise<void> {
    const { kept_players, kept_hours } = this.#options.tables;
    for (const table of [kept_players, kept_hours]) {
      await sweepMonths(this.#options, table, betsOf(accounts));
    }
  }

  sweepDays(accounts: readonly string[]): Promise<void> {
    return sweepMonths(this.#options, this.#options.tables.kept_days, betsOf(accounts));
  }

  #sweep(name: KeptName, where: string): Promise<void> {
    return sweep(this.#options, this.#options.tables[name], where);
  }

  async #command(file: AddedUp, fill: Readonly<Record<string, string>>): Promise<void> {
    const { cluster, stamp, onStep } = this.#options;
    const { store, version } = stamp;
    await onStep?.();
    await cluster.command(
      addUpSql(file, { store: literal(store), version: String(version), ...fill }),
    );
  }
}

/** Sums of these accounts; those of the wallet are called after its currencies. */
export function betsOf(accounts: readonly string[]): string {
  const wallet = accounts.includes(WALLET) ? ` or source = ${literal(WALLET)}` : '';
  return `(${accountsIn(accounts)}${wallet})`;
}

export interface Kept {
  readonly store: string;
  readonly accounts: readonly string[];
  readonly shape: string;
  readonly isWhole: boolean;
  /** Of the fill that made them, or begins to. */
  readonly number: bigint;
}

/** Says whose sums are whole: views add up the bets of all others. */
export async function markKept(cluster: Cluster, kept: Kept): Promise<void> {
  const { store, accounts, shape, isWhole, number } = kept;
  if (accounts.length === 0) return;
  const turn = String(number * 2n + (isWhole ? 1n : 0n));
  await cluster.insert({
    table: `${ROWS}.kept`,
    columns: ['account', 'store', 'shape', 'is_whole', 'turn'],
    lines: accounts.map((name) => JSON.stringify([name, store, shape, isWhole, turn])).join('\n'),
    rows: accounts.length,
    token: `${store} ${accounts.join(' ')} ${shape} ${turn}`,
  });
}
