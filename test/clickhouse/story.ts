/**
 * Commits of every kind, at random from a seed: windows and their repairs, older and newer reads out of order, keys that
 * move over hours and a month's end, withdrawals, splits, walks, refusals, checks, waivers, wallet entries. Two accounts
 * have the same ids. Rows are made for the tables themselves: what vendors send has tests of its own.
 */

import { randomUUID } from 'node:crypto';
import { catalogue } from '../../src/catalogue.ts';
import { NO_COUNTS } from '../../src/contract/ledger.ts';
import { type AnyStream, hasCursor } from '../../src/contract/stream.ts';
import type { Window } from '../../src/contract/window.ts';
import { noteAppended } from '../../src/load/changes.ts';
import { enterCheck } from '../../src/load/checks.ts';
import { beginWalk, commitPiece, failWalk } from '../../src/load/cursors.ts';
import { DoubtedRead } from '../../src/load/doubt.ts';
import { importFxRates } from '../../src/load/fx-rates.ts';
import { commitWindow } from '../../src/load/merge.ts';
import { acceptRejects } from '../../src/load/rejects.ts';
import { endRun, startRun } from '../../src/load/runs.ts';
import { writeSettings } from '../../src/load/settings.ts';
import { enterWaiver } from '../../src/load/waivers.ts';
import type { Warehouse } from '../../src/load/warehouse.ts';
import { expireWindows, failWindow } from '../../src/load/windows.ts';
import { HOUR_MS } from '../../src/transform/time.ts';
import { Chance, staged, TEXTS } from './story-rows.ts';

/** Six hours on either side of a month's end. */
const FROM = Date.parse('2025-01-31T18:00:00Z');
const HOURS = 12;
/** Long after, when every window is over. */
const NOW = Date.parse('2025-03-01T00:00:00Z');
const ACCOUNTS = {
  'pv.bets': ['pv', 'pv2'],
  'wm.bets': ['wm'],
  'wm.tips': ['wm'],
  'wm.open_bets': ['wm'],
  'pop.bets': ['pop'],
};
type Played = keyof typeof ACCOUNTS;

export class Story {
  readonly #warehouse: Warehouse;
  readonly #chance: Chance;
  #clock: number;

  constructor(warehouse: Warehouse, seed: number) {
    this.#warehouse = warehouse;
    this.#chance = new Chance(seed);
    // a later story has later reads, as a process that was started again has
    this.#clock = NOW + seed * 1_000_000;
  }

  /** What every store of a story begins with. */
  static async prepare(warehouse: Warehouse): Promise<void> {
    const days = { reportTimezone: 'America/Santiago', dayStart: '05:30' };
    await writeSettings(warehouse, { ...days, baseCurrency: 'EUR', isDemo: false });
    await warehouse.db.run(`
      delete from sync.accounts;
      insert into sync.accounts values ('pv', 'pv', 'CNY', 1), ('pv2', 'pv', 'EUR', 1), ('wm', 'wm', 'THB', 1), ('pop', 'pop', 'PHP', 1)`);
  }

  /** One commit, or a few that belong together. */
  async act(): Promise<void> {
    const acts: readonly (readonly [number, () => Promise<unknown>])[] = [
      [10, () => this.#window(this.#chance.pick(['pv.bets', 'wm.tips']))],
      [5, () => this.#window('wm.bets')],
      [2, () => this.#window('wm.open_bets')],
      [4, () => this.#piece()],
      [2, () => this.#fail()],
      [3, () => this.#check()],
      [1, () => this.#waive()],
      [1, () => this.#accept()],
      [4, () => this.#wallet()],
      [1, () => this.#rates()],
    ];
    let left = this.#chance.next() * acts.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, act] of acts) {
      left -= weight;
      if (left <= 0) return void (await act());
    }
  }

  /** A read of an hour or two, whole; it withdraws what it lacks. */
  async #window(name: Played): Promise<void> {
    const stream = streamOf(name);
    const account = this.#chance.pick(ACCOUNTS[name]);
    const owner = this.#interval();
    const runId = await this.#begin();
    // one read in four was asked for before the others, and comes late
    const fetchedAt = this.#chance.next() < 0.25 ? this.#clock - 500_000 : this.#clock;
    let confirmed: string | undefined;
    const rows = this.#chance.rows(stream, owner);
    const rejects = this.#chance.next() < 0.15 ? [this.#chance.reject()] : [];
    for (let read = 0; read < 2; read += 1) {
      try {
        await staged({ warehouse: this.#warehouse, stream }, { rows, rejects }, (read) =>
          commitWindow(this.#warehouse, read, {
            ...{ account, stream, owner, runId, fetchedAt, now: this.#clock },
            truncated: null,
            confirmed,
          }),
        );
        break;
      } catch (error) {
        if (!(error instanceof DoubtedRead)) throw error;
        confirmed = error.fingerprint;
      }
    }
    await this.#end(runId);
  }

  async #piece(): Promise<void> {
    const stream = streamOf('pop.bets');
    if (!hasCursor(stream)) throw new Error('pop.bets is walked');
    const walk = { range: null, start: '', cursor: '', isWhole: true };
    const runId = await this.#begin();
    const key = { account: 'pop', stream, walk, runId, now: this.#clock };
    await beginWalk(this.#warehouse, key);
    if (this.#chance.next() < 0.2) await failWalk(this.#warehouse, { ...key, error: 'no answer' });
    const rows = this.#chance.rows(stream, this.#interval());
    const standing = { cursor: String(this.#clock), rows: rows.length };
    await staged({ warehouse: this.#warehouse, stream }, { rows, rejects: [] }, (read) =>
      commitPiece(this.#warehouse, read, {
        ...key,
        ...{ standing, resume: standing, fetchedAt: this.#clock },
        endedAt: this.#clock,
        settledUntil: this.#clock,
      }),
    );
    await this.#end(runId);
  }

  async #fail(): Promise<void> {
    const run = randomUUID();
    const place = { account: this.#chance.pick(ACCOUNTS['pv.bets']), stream: 'pv.bets', run };
    const window = this.#interval();
    if (this.#chance.next() < 0.7)
      await failWindow(this.#warehouse, { ...place, window, error: "it's down" });
    else {
      // once: what is past is planned no more
      const old = { start: this.#clock - 1000 * HOUR_MS, end: this.#clock - 1000 * HOUR_MS + 1000 };
      this.#tick();
      await expireWindows(this.#warehouse, { ...place, windows: [old] });
    }
  }

  #check(): Promise<void> {
    const verdict = this.#chance.pick(['equal', 'differs'] as const);
    const totals = { count: 3n, stake: 999_999_999_999_999_999n, ggr: -1n };
    return enterCheck(
      this.#warehouse,
      {
        account: this.#chance.pick(ACCOUNTS['pv.bets']),
        stream: 'pv.bets',
        window: this.#interval(),
        witness: this.#chance.pick(['totals', 'second read'] as const),
        verdict,
        ours: totals,
        theirs: totals,
        reason: this.#chance.pick(TEXTS),
        run: null,
        now: this.#tick(),
      },
      this.#chance.next() < 0.2 ? undefined : verdict === 'equal' ? 'verified' : 'mismatch',
    );
  }

  #waive(): Promise<void> {
    const waiver = {
      account: 'pv',
      stream: 'pv.bets',
      ...this.#interval(),
      by: 'ann',
      until: null,
    };
    return enterWaiver(
      this.#warehouse,
      { ...waiver, reason: this.#chance.pick(TEXTS) },
      this.#tick(),
    );
  }

  #accept(): Promise<unknown> {
    const named = { id: null, stream: 'pv.bets', account: this.#chance.pick([null, 'pv']) };
    return acceptRejects(this.#warehouse, named, { by: 'bob', reason: 'seen', now: this.#tick() });
  }

  /** As the shipper appends them; what proves an entry has tests of its own. */
  async #wallet(): Promise<void> {
    const { db } = this.#warehouse;
    await this.#warehouse.write(db, async () => {
      const { n } = await db.one('select coalesce(max(seq), 0) as n from wallet.ledger');
      const before = n as bigint;
      const entries = 1 + Math.floor(this.#chance.next() * 5);
      for (let i = 1n; i <= entries; i += 1n) {
        const kind = this.#chance.pick(['bet', 'win', 'cancel']);
        const round = Math.floor(this.#chance.next() * 20);
        const amount = kind === 'bet' ? -12.5 : 7.25;
        const at = new Date(FROM + Math.floor(this.#chance.next() * HOURS * HOUR_MS)).toISOString();
        await db.run(
          `insert into wallet.ledger values (${before + i}, 'EUR', ${before + i}, '${kind}', 'p${round % 3}', 'c', 7, ${round}, ${amount}, 99999999999999.9999, ${round === 3 ? "'orphan'" : 'null'}, '${at}', null, ${round}, 'h')`,
        );
      }
      const after = before + BigInt(entries);
      await noteAppended(db, [{ relation: 'wallet.ledger', before, after }]);
    });
  }

  #rates(): Promise<unknown> {
    const rate = `0.${1 + Math.floor(this.#chance.next() * 9)}23456789012`;
    const rates = [{ date: '2025-01-30', currency: 'CNY', rate, source: 'x' }];
    const importedAt = new Date(this.#tick()).toISOString();
    return importFxRates(this.#warehouse, { rates, baseCurrency: 'EUR', importedAt } as never);
  }

  async #begin(): Promise<string> {
    const now = this.#tick();
    return startRun(this.#warehouse, { command: 'sync', arguments: '', version: '0', now });
  }

  #end(run: string): Promise<void> {
    const sums = { loaded: 1, failed: 0, ...NO_COUNTS };
    return endRun(this.#warehouse, { run, outcome: 'done', sums, error: null, now: this.#tick() });
  }

  #interval(): Window {
    const start = FROM + Math.floor(this.#chance.next() * HOURS) * HOUR_MS;
    return { start, end: start + (this.#chance.next() < 0.7 ? 1 : 2) * HOUR_MS };
  }

  #tick(): number {
    this.#clock += 1000;
    return this.#clock;
  }
}

function streamOf(name: Played): AnyStream {
  const stream = catalogue.streams.find((each) => each.name === name);
  if (!stream) throw new Error(`there is no ${name}`);
  return stream;
}
