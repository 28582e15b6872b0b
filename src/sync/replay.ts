/** Runs the quarantine through today's mapping: what is good now becomes rows, what is not stays as it is. */
import { VERSION } from '../config/version.ts';
import { Interrupted } from '../contract/errors.ts';
import type { AnyStream } from '../contract/stream.ts';
import type { Account } from '../contract/vendor.ts';
import type { Database } from '../load/database.ts';
import {
  listRejectReads,
  listRejects,
  loadReplayed,
  type RejectRead,
  type StoredReject,
} from '../load/replay-rejects.ts';
import { endRun, type RunOutcome, startRun } from '../load/runs.ts';
import type { Warehouse } from '../load/warehouse.ts';
import { parseJson } from '../transform/json.ts';
import { type Batch, normalise } from '../transform/normalise.ts';
import { conflictingKeys, keyOf } from '../transform/same-key.ts';
import { messageOf } from './run-outcome.ts';

export interface ReplayContext {
  readonly warehouse: Warehouse;
  readonly accounts: readonly Account[];
  readonly signal: AbortSignal;
  /** Epoch ms. */
  readonly now: () => number;
  /** What was asked for, in sync.runs. */
  readonly arguments: string;
}

/** What became of the refusals of one stream of one account. */
export interface Replayed {
  readonly account: string;
  readonly stream: string;
  /** Whether the configuration has the account; without its settings nothing is mapped. */
  readonly isConfigured: boolean;
  /** Refusals that became rows; how these came to stand in the table. */
  replayed: number;
  inserted: number;
  updated: number;
  unchanged: number;
  /** Refusals that stay, and those of them that nobody has accepted. */
  stillBad: number;
  open: number;
}

export interface ReplayReport {
  /** None if nothing became a row. */
  readonly runId: string | undefined;
  readonly streams: readonly Replayed[];
}

/** Replays the refusals of these streams, read by read, each in a transaction. Throws Interrupted, VendorError. */
export async function replayRejects(
  streams: readonly AnyStream[],
  context: ReplayContext,
): Promise<ReplayReport> {
  const replay = new Replay(context);
  const reads = await listRejectReads(context.warehouse.db, streams);
  try {
    for (const read of reads) await replay.take(read);
  } catch (error) {
    await replay.end(error instanceof Interrupted ? 'interrupted' : 'stopped', error);
    throw error;
  }
  const isPartial = replay.streams.some(({ open }) => open > 0);
  await replay.end(isPartial ? 'partial' : 'done');
  return replay;
}

class Replay implements ReplayReport {
  runId: string | undefined;
  readonly streams: Replayed[] = [];
  readonly #context: ReplayContext;

  constructor(context: ReplayContext) {
    this.#context = context;
  }

  async take(read: RejectRead): Promise<void> {
    const { warehouse, accounts, signal } = this.#context;
    signal.throwIfAborted();
    const account = accounts.find(({ name }) => name === read.account);
    const told = this.#toldOf(read, account !== undefined);
    const isGood =
      account !== undefined && sift(read, account, await listRejects(warehouse.db, read)).good > 0;
    if (isGood) await this.#load(read, account, told);
    const standing = await listRejects(warehouse.db, read);
    told.stillBad += standing.length;
    told.open += standing.filter(({ isOpen }) => isOpen).length;
  }

  /** A run is begun for the first record that becomes a row: a replay of nothing leaves no trace. */
  async #load(read: RejectRead, account: Account, told: Replayed): Promise<void> {
    const { warehouse, now, arguments: asked } = this.#context;
    const start = { command: 'rejects replay', arguments: asked, version: VERSION, now: now() };
    this.runId ??= await startRun(warehouse, start);
    const runId = this.runId;
    const load = async (db: Database) => {
      // a sync beside it may have taken some of them away meanwhile
      const { batch, ids } = sift(read, account, await listRejects(db, read));
      if (ids.length === 0) return;
      const counts = await loadReplayed(db, { read, batch, ids, runId, now: now() });
      told.replayed += ids.length;
      told.inserted += counts.inserted;
      told.updated += counts.updated;
      told.unchanged += counts.unchanged;
    };
    await warehouse.withConnection((db) => warehouse.write(db, () => load(db)));
  }

  async end(outcome: RunOutcome, error?: unknown): Promise<void> {
    const { warehouse, now } = this.#context;
    if (this.runId === undefined) return;
    const sum = (pick: (told: Replayed) => number) => this.streams.reduce((n, t) => n + pick(t), 0);
    await endRun(warehouse, {
      run: this.runId,
      outcome,
      sums: {
        loaded: 0,
        failed: 0,
        received: sum((t) => t.replayed),
        inserted: sum((t) => t.inserted),
        updated: sum((t) => t.updated),
        unchanged: sum((t) => t.unchanged),
        withdrawn: 0,
        quarantined: 0,
        refusedNew: 0,
      },
      error: messageOf(error),
      now: now(),
    });
  }

  #toldOf({ account, stream }: RejectRead, isConfigured: boolean): Replayed {
    const told = this.streams.find((t) => t.account === account && t.stream === stream.name);
    if (told) return told;
    const counts = { replayed: 0, inserted: 0, updated: 0, unchanged: 0, stillBad: 0, open: 0 };
    const fresh = { account, stream: stream.name, isConfigured, ...counts };
    this.streams.push(fresh);
    return fresh;
  }
}

interface Sifted {
  readonly batch: Batch;
  /** The refusals that its rows were. */
  readonly ids: readonly string[];
  readonly good: number;
}

/** The refusals of one read that are good now. */
function sift({ stream }: RejectRead, account: Account, rejects: readonly StoredReject[]): Sifted {
  const mapped = rejects.flatMap(({ id, kind, raw }) => {
    // no mapping tells which of two things is the one of that key, and each alone would look good
    const record = kind === 'conflict' ? undefined : parsed(raw);
    const [row] = record === undefined ? [] : normalise(stream, account, [record]).rows;
    return row ? [{ id, record, row }] : [];
  });
  const rows = mapped.map(({ row }) => row);
  const conflicts = conflictingKeys(stream, rows);
  const good = mapped.filter(({ row }) => !conflicts.has(keyOf(stream, row)));
  const batch = normalise(
    stream,
    account,
    good.map(({ record }) => record),
  );
  return { batch, ids: good.map(({ id }) => id), good: good.length };
}

function parsed(raw: string): unknown {
  try {
    return parseJson(raw);
  } catch {
    return undefined; // what cannot be read again stays
  }
}
