/** One account of one stream: what the vendor's book says of it, what was read, and what the store must hold. */
import { expect } from 'vitest';
import { type AnyStream, hasCursor } from '../../../src/contract/stream.ts';
import type { Account } from '../../../src/contract/vendor.ts';
import type { Window } from '../../../src/contract/window.ts';
import { planBackfill } from '../../../src/sync/backfill-plan.ts';
import { rulesOf, unitAt } from '../../../src/sync/plan.ts';
import type { PullReport } from '../../../src/sync/pull.ts';
import { DAY_MS } from '../../../src/transform/time.ts';
import { pullJobs, syncStreams } from '../../support/pull.ts';
import type { Adapter, Entry, Read, Sent } from './adapter.ts';
import { adapterOf, type Lab } from './lab.ts';
import { type Counts, Model, selectText, type TextRow } from './model.ts';

const BASE = Date.UTC(2025, 2, 3);
/** Of so many players or games there are bets. */
export const WHOS = 2;

interface Parts {
  readonly lab: Lab;
  readonly stream: AnyStream;
  readonly account: Account;
}

export class Case {
  readonly lab: Lab;
  readonly stream: AnyStream;
  readonly account: Account;
  readonly adapter: Adapter;
  model: Model;
  /** Two units of the report, closed long ago; the first is where most happens. */
  readonly units: readonly [Window, Window];
  /** What is asked for: both. */
  windows: readonly Window[];
  /** Numbers of the entries whose record cannot be read. */
  readonly spoilt = new Set<number>();

  constructor({ lab, stream, account }: Parts) {
    this.lab = lab;
    this.stream = stream;
    this.account = account;
    this.adapter = adapterOf(lab.house, stream.name);
    this.model = new Model(stream, account);
    const unit = (instant: number): Window =>
      stream.windows
        ? unitAt(instant, rulesOf(stream, account))
        : { start: instant, end: instant + DAY_MS };
    const first = unit(BASE);
    this.units = [first, unit(first.end)];
    this.windows = this.units;
    lab.clock.now = this.units[1].end + 2 * DAY_MS;
  }

  get range(): Window {
    const [first, last = first] = this.windows;
    return { start: first?.start ?? 0, end: last?.end ?? 0 };
  }

  /** From here on only the first unit is asked for: one commit. */
  narrow(): void {
    this.windows = [this.units[0]];
  }

  get entries(): readonly Entry[] {
    return this.lab.book.of(this.stream.name);
  }

  /** Writes the book anew: so many records of each player or game in the first unit, and few in the second. */
  write(perWho: number): void {
    const { fixed } = this.adapter;
    const asked = this.stream.callsPer ? WHOS : 1;
    const [first, second] = fixed === undefined ? [perWho * asked, 2 * asked] : [fixed, fixed];
    const slots = [
      ...this.#slots(this.units[0], { from: 0, many: first, asked }),
      ...(this.isOfNow ? [] : this.#slots(this.units[1], { from: first, many: second, asked })),
    ];
    this.lab.book.write(this.stream.name, slots);
  }

  #slots(
    unit: Window,
    { from, many, asked }: { from: number; many: number; asked: number },
  ): Entry[] {
    const { stepMs = 1000, record, fixed } = this.adapter;
    const apartMs = Math.min(stepMs, ((unit.end - unit.start) * asked) / many);
    return Array.from({ length: many }, (_, i) => {
      const at = unit.start + Math.floor((Math.floor(i / asked) * apartMs) / 1000) * 1000;
      const slot = { n: from + i, at, who: fixed === undefined ? i % asked : i };
      return { ...slot, record: record(slot) };
    });
  }

  get isOfNow(): boolean {
    return this.stream.windows?.isInstant === true;
  }

  /** A record that was not there before, in the first unit, at the end of the book. */
  add(): void {
    const n = this.entries.length;
    this.addAt(this.units[0].start + n * (this.adapter.stepMs ?? 1000));
  }

  addAt(...instants: readonly number[]): void {
    const first = this.entries.length;
    const slots = instants.map((at, i) => ({ n: first + i, at, who: 0 }));
    const added = slots.map((slot) => ({ ...slot, record: this.adapter.record(slot) }));
    this.#rewrite((entries) => [...entries, ...added]);
  }

  /** Changes the record of one entry. */
  change(n: number, how: (record: Sent) => Sent): void {
    this.#rewrite((entries) =>
      entries.map((entry) => (entry.n === n ? { ...entry, record: how(entry.record) } : entry)),
    );
  }

  spoil(n: number): void {
    this.spoilt.add(n);
    this.change(n, this.adapter.spoilt);
  }

  remove(n: number): void {
    this.#rewrite((entries) => entries.filter((entry) => entry.n !== n));
  }

  #rewrite(how: (entries: readonly Entry[]) => readonly Entry[]): void {
    this.lab.book.write(this.stream.name, how(this.entries));
  }

  /** Asks for everything, held or not; `due`: only for what a sync or a missing window would ask. */
  async pull(which: 'all' | 'due' = 'all', net = this.lab.net): Promise<PullReport> {
    const { lab, account, stream } = this;
    const { warehouse, clock } = lab;
    const now = () => clock.now;
    const config = { syncStart: this.range.start } as Parameters<typeof syncStreams>[1]['config'];
    const puller = { config, warehouse, net, now };
    if (this.isOfNow) clock.now += 60_000;
    if (this.isOfNow || (hasCursor(stream) && which === 'due')) {
      return syncStreams([{ account, stream }], puller);
    }
    const only = which === 'all' ? 'all' : 'missing';
    const request = { range: this.range, only, now: () => clock.now } as const;
    const plans = await planBackfill([{ account, stream }], request, warehouse);
    return pullJobs(
      plans.map(({ job }) => job),
      'backfill',
      puller,
    );
  }

  /** Lets the model take in a read of the book as it is now. */
  readModel(model = this.model, entries: readonly Entry[] = this.entries): Counts {
    const { windows, adapter, spoilt } = this;
    const look = { windows, now: this.lab.clock.now, whos: WHOS };
    const inThem = entries.filter(
      ({ at }) => this.isOfNow || windows.some(({ start, end }) => at >= start && at < end),
    );
    const read: readonly Read[] = adapter.asRead?.(inThem, look) ?? inThem;
    const isRefused = ({ n }: Read) => n !== undefined && spoilt.has(n);
    const records = (some: readonly Read[]) => some.map(({ record }) => record);
    return model.read({
      windows,
      records: records(read.filter((each) => !isRefused(each))),
      refused: records(read.filter(isRefused)),
    });
  }

  /** Reads all, and holds counts and rows against the model. */
  async expectRead(): Promise<Counts> {
    const report = await this.pull();
    const counts = this.readModel();
    expect(sumsOf(report)).toEqual(counts);
    await this.expectRows();
    return counts;
  }

  /** Holds the store's rows, and how many versions it keeps beside them, against the model. */
  async expectRows(rows?: readonly TextRow[]): Promise<void> {
    expect(rows ?? (await this.rows())).toEqual(this.model.rows);
    expect(await this.revisions()).toEqual({
      replaced: this.model.replaced,
      withdrawn: this.model.withdrawn,
    });
  }

  async rows(): Promise<TextRow[]> {
    const { db } = this.lab.warehouse;
    return (await db.many(selectText(this.stream, this.account.name))) as unknown as TextRow[];
  }

  /** Whether its ledger says that something of it is held. */
  async isInLedger(): Promise<boolean> {
    const { db } = this.lab.warehouse;
    const [ledger, held] = hasCursor(this.stream)
      ? ['cursors', 'rows > 0']
      : ['windows', `state in ('loaded', 'verified')`];
    const rows = await db.many(
      `select 1 from sync.${ledger} where account = '${this.account.name}' and stream = '${this.stream.name}' and ${held}`,
    );
    return rows.length > 0;
  }

  async revisions(): Promise<{ replaced: number; withdrawn: number }> {
    const { db } = this.lab.warehouse;
    const row = await db.one(
      `select count(*) filter (reason = 'replaced')::integer as replaced,
              count(*) filter (reason = 'withdrawn')::integer as withdrawn
         from sync.revisions where account = '${this.account.name}' and stream = '${this.stream.table}'`,
    );
    return { replaced: Number(row.replaced), withdrawn: Number(row.withdrawn) };
  }
}

/** What one stream's pull came to. */
export function sumsOf({ outcomes }: PullReport): Counts {
  const [outcome] = outcomes;
  if (!outcome) throw new Error('one outcome expected');
  const { received, inserted, updated, unchanged, quarantined, withdrawn } = outcome;
  return { received, inserted, updated, unchanged, quarantined, withdrawn };
}
