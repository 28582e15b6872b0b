/**
 * Commits a staged window: rows, revisions, quarantine and the window's ledger row, all in one
 * transaction, so that a process may die at any instruction (docs/decisions/0002).
 */
import { VendorError } from '../contract/errors.ts';
import type { WindowCounts } from '../contract/ledger.ts';
import type { Window } from '../contract/window.ts';
import { iso, sqlTimestamp } from '../transform/time.ts';
import { count, type Database, type Params } from './database.ts';
import { type MergeContext, type Placeholders, placeholders } from './merge-statements.ts';
import { sql } from './sql.ts';
import type { Probe, Stage } from './stage.ts';
import type { Warehouse } from './warehouse.ts';
import { replaceWindow } from './windows.ts';

/** A stage whose rows were counted. */
export interface Staged {
  readonly stage: Stage;
  readonly probe: Probe;
}

export interface WindowContext extends MergeContext {
  readonly owner: Window;
  /** Why the vendor does not give all of the window; nothing can be called withdrawn then. */
  readonly truncated: string | null;
}

export interface Committed {
  readonly counts: WindowCounts;
  /** Fields that the document does not name and that this stream sent for the first time. */
  readonly newFields: readonly string[];
}

/** Merges the stage into the fact table and enters the window into the ledger as loaded. */
export function commitWindow(
  warehouse: Warehouse,
  staged: Staged,
  context: WindowContext,
): Promise<Committed> {
  const { stage } = staged;
  return warehouse.write(stage.db, async () => {
    const counts = await mergeStage(staged, context, { isWhole: context.truncated === null });
    const newFields = await enterWindow(stage, context, counts);
    return { counts, newFields };
  });
}

/** `isWhole`: the read is all there is of its window, and withdraws what it lacks. */
interface Reading {
  readonly isWhole: boolean;
}

/** Merges the stage into the fact table; part of the transaction that also writes the ledger. */
export async function mergeStage(
  { stage, probe }: Staged,
  context: MergeContext,
  { isWhole }: Reading,
): Promise<WindowCounts> {
  const { db } = stage;
  const { stream } = context;
  const fill = await placeholders(db, probe, context);
  const stored = count((await db.one(sql('queries/count-stored', fill))).stored);
  const updated = stored > 0 ? await db.run(sql('queries/revise-replaced', fill)) : 0;
  const changed = probe.staged > 0 ? await db.run(sql('queries/merge-rows', fill)) : 0;
  const isRepeated = probe.keys < probe.staged;
  const isLate = isRepeated || (stream.version !== undefined && stored > 0);
  if (isLate) await db.run(sql('queries/revise-late', fill));
  const replaces = stream.mode === 'replace' && stored > 0;
  if (replaces) await db.run(sql('queries/adopt-rows', fill));
  const withdraws = replaces && isWhole && !stage.hidesKeys;
  const withdrawn = withdraws ? await withdraw(db, fill, stream.isSnapshot === true) : 0;
  await proveKeys(db, fill, context);
  return {
    received: probe.staged + probe.rejected,
    inserted: changed - updated,
    updated,
    unchanged: probe.staged - changed,
    quarantined: probe.rejected,
    withdrawn,
  };
}

async function withdraw(db: Database, fill: Placeholders, isSnapshot: boolean): Promise<number> {
  if (isSnapshot) return db.run(sql('queries/delete-withdrawn', fill));
  const withdrawn = await db.run(sql('queries/revise-withdrawn', fill));
  if (withdrawn > 0) await db.run(sql('queries/delete-withdrawn', fill));
  return withdrawn;
}

async function proveKeys(
  db: Database,
  fill: Placeholders,
  { account, stream, owner, fetchedAt }: MergeContext,
): Promise<void> {
  const doubled = count((await db.one(sql('queries/count-doubled-keys', fill))).doubled);
  if (doubled === 0) return;
  throw new VendorError(
    'unstable',
    `account ${account}: ${doubled} keys of ${stream.name} in the window from ${iso(owner?.start ?? fetchedAt)} ` +
      'stand in the store already, with event times that moved by more than a window: nothing was written',
    { hint: `pull the days before and after again with --only all, widest first` },
  );
}

async function enterWindow(
  stage: Stage,
  { account, stream, owner, runId: run, fetchedAt, now, truncated }: WindowContext,
  counts: WindowCounts,
): Promise<string[]> {
  const key = { account, stream: stream.name };
  const params = { ...key, run, now: sqlTimestamp(now) };
  await stage.db.run(sql('queries/insert-rejects'), {
    ...params,
    start: sqlTimestamp(owner.start),
    end: sqlTimestamp(owner.end),
    fetched: sqlTimestamp(fetchedAt),
  });
  const newFields = await noteUnknownFields(stage, params);
  await replaceWindow(stage.db, { ...key, window: owner, fetchedAt, run, truncated, counts });
  return newFields;
}

/** Notes the fields that the document does not name; returns those never seen before. */
export async function noteUnknownFields(stage: Stage, params: Params): Promise<string[]> {
  const newFields: string[] = [];
  for (const field of stage.unknownFields) {
    const noted = await stage.db.run(sql('queries/note-unknown-field'), { ...params, field });
    if (noted > 0) newFields.push(field);
  }
  return newFields;
}
