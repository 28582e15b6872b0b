/**
 * Commits a staged window: rows, revisions, quarantine and the window's ledger row, all in one
 * transaction, so that a process may die at any instruction (docs/decisions/0002).
 */
import { NO_COUNTS, type WindowCounts } from '../contract/ledger.ts';
import type { Window } from '../contract/window.ts';
import { bringPages } from './bring-pages.ts';
import type { Database } from './database.ts';
import { type LeavingRefusals, NONE_LEAVING, refuseDoubtful, type Taking } from './doubt.ts';
import { commitWatched, type NewDrift } from './drift.ts';
import { refuseLate, refuseWindow } from './forgotten.ts';
import { KeyIndex } from './key-index.ts';
import {
  type MergeContext,
  momentOf,
  type Placeholders,
  placeholders,
} from './merge-statements.ts';
import { replaceRejects } from './rejects.ts';
import { isAcross, splitWindows } from './split-windows.ts';
import { quote, sql } from './sql.ts';
import type { Probe, Stage } from './stage.ts';
import { bringRows, lookAtStored } from './stored.ts';
import { markTouched } from './touched.ts';
import { proveKeys, uniteKeys } from './unique-keys.ts';
import type { Warehouse } from './warehouse.ts';
import { asTouching, listTouching, replaceWindow, type TouchingWindow } from './windows.ts';

/** A stage whose rows were counted. */
export interface Staged {
  readonly stage: Stage;
  readonly probe: Probe;
}

export interface WindowContext extends MergeContext {
  readonly owner: Window;
  /** Why the vendor does not give all of the window; nothing can be called withdrawn then. */
  readonly truncated: string | null;
  /** Of a read before, whose taking away this one may confirm. */
  readonly confirmed?: string | undefined;
}

export interface Committed {
  readonly counts: WindowCounts;
  /** Keys that stood elsewhere in the table; the newest version of each was kept. */
  readonly moved: number;
  /** Refused records that left the quarantine without having come. */
  readonly refusalsGone: number;
  /** What the vendor's records have changed in, told for the first time. */
  readonly drift: readonly NewDrift[];
}

/**
 * Merges the stage into the fact table and enters the window into the ledger as loaded. Throws as mergeStage,
 * VanishedFields, and ForgottenError where the window touches a month that stands in ClickHouse alone.
 */
export function commitWindow(
  warehouse: Warehouse,
  staged: Staged,
  context: WindowContext,
): Promise<Committed> {
  const { stage } = staged;
  const commit = async (drift: readonly NewDrift[]) => {
    await refuseWindow(stage.db, context, context.owner);
    const { touching, nothing } = await lookAndSplit(staged, context);
    if (nothing) {
      await enterWindow(stage.db, context, { counts: NO_COUNTS, touching, ...nothing });
      return { counts: NO_COUNTS, moved: 0, refusalsGone: 0, drift };
    }
    const { confirmed } = context;
    const isWhole = context.truncated === null;
    // before the rows, so that what leaves of both is doubted as one
    const { refusedNew, leaving } = await replaceRejects(staged, context, { isWhole });
    const reading = { isWhole, confirmed, leaving };
    const { counts, moved } = await mergeStage(staged, context, reading);
    await enterWindow(stage.db, context, { counts: { ...counts, refusedNew }, touching });
    return { counts: { ...counts, refusedNew }, moved, refusalsGone: leaving.gone, drift };
  };
  return commitWatched(warehouse, { stage, reader: context }, commit);
}

/** What the ledger has of a window, and where its read brought nothing and has nothing to take away, that too. */
interface Look {
  readonly touching: readonly TouchingWindow[];
  readonly nothing: Pick<Entry, 'hasPages'> | undefined;
}

/** Looks before a commit, and splits what reaches beyond the window. */
async function lookAndSplit({ stage, probe }: Staged, context: WindowContext): Promise<Look> {
  const { db } = stage;
  const { account, stream, owner } = context;
  const isEmpty = probe.staged + probe.rejected === 0;
  const look = async (): Promise<Look> => {
    if (isEmpty) return lookAtEmpty(db, context);
    const place = { account, stream: stream.name, window: owner };
    return { touching: await listTouching(db, place), nothing: undefined };
  };
  const first = await look();
  const across = first.touching.filter((held) => isAcross(held, owner));
  if (across.length === 0) return first;
  await splitWindows(db, context, across);
  return look();
}

async function lookAtEmpty(db: Database, context: WindowContext): Promise<Look> {
  const { account, start, end } = momentOf(context);
  const { table, name } = context.stream;
  const fill = { table, stream_name: quote(name), account, start, end };
  const rows = await db.many(sql('queries/look-at-empty', fill));
  const isHeld = rows[0]?.has_rows !== false || rows[0].has_rejects !== false;
  return {
    touching: rows.filter(({ start_ms }) => start_ms !== null).map(asTouching),
    nothing: isHeld ? undefined : { hasPages: rows[0]?.has_pages !== false },
  };
}

/** How a read is to be taken. */
interface Reading {
  /** The read is all there is of its window, and withdraws what it lacks. */
  readonly isWhole: boolean;
  /** Of a read before, whose taking away this one may confirm. */
  readonly confirmed?: string | undefined;
  /** Refused records that it takes out of quarantine. */
  readonly leaving?: LeavingRefusals;
}

/** What became of a stage. */
interface Merged {
  readonly counts: Omit<WindowCounts, 'refusedNew'>;
  /** Keys that stood elsewhere in the table: a newer version here replaced them, or they stay. */
  readonly moved: number;
}

/**
 * Merges the stage into the fact table; part of the transaction that also writes the ledger. Throws
 * DoubtedRead where it would take away too much, VendorError where a key stood twice or a row is of a forgotten month.
 */
export async function mergeStage(
  { stage, probe }: Staged,
  context: MergeContext,
  reading: Reading,
): Promise<Merged> {
  const { db } = stage;
  const { stream } = context;
  const keys = KeyIndex.of(db);
  await keys.prepare(db, stream);
  const { leaving = NONE_LEAVING, confirmed } = reading;
  // what may have to be doubted takes the careful way
  const direct = leaving.gone === 0 && (await bringPages({ stage, probe }, context));
  if (direct) {
    await refuseLate(db, context);
    return { counts: direct, moved: 0 };
  }
  await stage.toRows();
  const fill = await placeholders(db, probe, context);
  const stored = await lookAtStored(db, fill);
  const { differing, newer } = stored;
  const updated = newer > 0 ? await db.run(sql('queries/revise-replaced', fill)) : 0;
  const changed = await bringRows(db, fill, stored);
  const isRepeated = probe.keys < probe.staged;
  const isLate = isRepeated || (stream.version !== undefined && differing > newer);
  const late = isLate ? await db.run(sql('queries/revise-late', fill)) : 0;
  const replaces = stream.mode === 'replace';
  const adopts = replaces && stored.elsewhere > 0;
  const adopted = adopts ? await db.run(sql('queries/adopt-rows', fill)) : 0;
  const withdrawn = await withdraw(db, fill, {
    withdraws: replaces && reading.isWhole && !stage.hidesKeys && stored.owned > stored.kept,
    isSnapshot: stream.isSnapshot === true,
    stored: replaces ? stored.owned : stored.staged,
    taking: { refusals: leaving, confirmed },
  });
  const doubled = await uniteKeys(stage, fill, changed - updated);
  await proveKeys(db, fill, context);
  const grown = changed - updated - withdrawn - doubled.removed;
  await keys.note(db, stream, { hashes: doubled.hashes, grown });
  const revised = updated + late + withdrawn + doubled.replaced + doubled.outlived;
  await markTouched(db, fill, { changed, revised, adopted });
  await refuseLate(db, context);
  const counts = {
    received: probe.staged + probe.rejected,
    inserted: changed - updated - doubled.replaced - doubled.outlived,
    updated: updated + doubled.replaced,
    unchanged: probe.staged - changed + doubled.outlived,
    quarantined: probe.rejected,
    withdrawn,
  };
  return { counts, moved: doubled.replaced + doubled.outlived };
}

interface Withdrawing {
  /** The read lacks rows that it may take away. */
  readonly withdraws: boolean;
  readonly isSnapshot: boolean;
  /** Rows of the window; where windows own none, those that came. */
  readonly stored: number;
  readonly taking: Omit<Taking, 'rows'>;
}

async function withdraw(
  db: Database,
  fill: Placeholders,
  { withdraws, isSnapshot, stored, taking }: Withdrawing,
): Promise<number> {
  // what is open now comes and goes: leaving a snapshot is no correction
  if (isSnapshot) return withdraws ? db.run(sql('queries/delete-withdrawn', fill)) : 0;
  const gone = withdraws ? await db.run(sql('queries/revise-withdrawn', fill)) : 0;
  await refuseDoubtful(db, fill, { rows: { gone, stored }, ...taking });
  return gone > 0 ? db.run(sql('queries/delete-withdrawn', fill)) : 0;
}

interface Entry {
  readonly counts: WindowCounts;
  readonly touching: readonly TouchingWindow[];
  readonly hasPages?: boolean;
}

function enterWindow(db: Database, context: WindowContext, entry: Entry): Promise<void> {
  const { account, stream, owner, runId, fetchedAt, reach = fetchedAt, truncated } = context;
  const loaded = {
    account,
    stream: stream.name,
    window: owner,
    fetchedAt,
    reach,
    committedAt: context.now,
    run: runId,
    truncated,
    counts: entry.counts,
    hasPages: entry.hasPages,
  };
  return replaceWindow(db, loaded, entry.touching);
}
