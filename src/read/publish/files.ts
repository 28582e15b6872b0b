/** Writes the files of a snapshot: what did not change is shared with the one before. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs } from '../../contract/window.ts';
import { count, type Database } from '../../load/database.ts';
import { identifier, quote, sql } from '../../load/sql.ts';
import { sqlTimestamp } from '../../transform/time.ts';
import type { Manifest, Part, PublishedTable } from './manifest.ts';
import { share } from './place.ts';
import { planNew, planRunMerges, planRuns } from './runs.ts';
import { nameOf, type Plan, planDated, planMerges, planWhole, type Span } from './spans.ts';
import type { Survey } from './survey.ts';
import { filedColumns, folderOf, type Table } from './tables.ts';

/** A table without rows has one file, too: readers find its columns. */
const EMPTY = 'empty.parquet';
const WHOLE = 'all.parquet';

export interface Writing {
  readonly db: Database;
  /** The folder of the new snapshot. */
  readonly folder: string;
  /** Of the snapshot before, where it can be gone on with. */
  readonly before: { readonly folder: string; readonly manifest: Manifest } | undefined;
  readonly found: Survey;
  readonly now: EpochMs;
  /** Whether files that were small for a while become larger ones. */
  readonly merges: boolean;
  /** Paths of what was written, and how many rows that were. */
  readonly written: { files: string[]; rows: number };
}

/** Writes one table. */
export async function writeTable(table: Table, writing: Writing): Promise<PublishedTable> {
  const { folder, before, found } = writing;
  mkdirSync(join(folder, folderOf(table)), { recursive: true });
  const last = before?.manifest.tables[table.name];
  const digest = found.digests.get(table.name) ?? '';
  const { kind } = table;
  if (kind === 'kept') return { kind, digest, parts: [await writeKept(table, writing, last)] };
  const goesOn = last !== undefined && found.ends.get(table.name)?.goesOn !== false;
  const parts = goesOn ? await goOn(table, writing, last.parts) : undefined;
  // a mark that is missing, or a file: nothing but writing all of it anew is sure
  const isWhole = parts !== undefined && rowsOf(parts) === found.counts.get(table.name);
  return { kind, digest, parts: isWhole ? parts : await writeAll(table, writing) };
}

async function goOn(
  table: Table,
  writing: Writing,
  parts: readonly Part[],
): Promise<Part[] | undefined> {
  const plan = planOf(table, writing, parts);
  for (const part of plan.keep) {
    if (!shareFile(table, writing, part.file)) return undefined;
  }
  return writeSpans(table, writing, plan);
}

function planOf(table: Table, { found, now, merges }: Writing, parts: readonly Part[]): Plan {
  return table.kind === 'appended'
    ? planRuns(parts, found.ends.get(table.name)?.end ?? 0, merges)
    : planDated(parts, found.touched.get(table.name) ?? [], { now, merges });
}

/** Whether files of a snapshot would become larger ones now. */
export function hasMerges({ tables }: Pick<Manifest, 'tables'>, now: EpochMs): boolean {
  return Object.values(tables).some(({ kind, parts }) => {
    if (kind === 'kept') return false;
    const plan = kind === 'appended' ? planRunMerges(parts) : planMerges(parts, now);
    return plan.write.length > 0;
  });
}

async function writeAll(table: Table, writing: Writing): Promise<Part[]> {
  const { db, folder, found, now } = writing;
  rmSync(join(folder, folderOf(table)), { recursive: true });
  mkdirSync(join(folder, folderOf(table)));
  if (table.kind === 'appended') {
    return writeSpans(table, writing, planNew([], found.ends.get(table.name)?.end ?? 0));
  }
  const fill = { table: table.name, clock: identifier(table.clock) };
  const rows = await db.many(sql('publish/count-hours', fill));
  const hours = rows.map((row) => ({ hour: count(row.hour_ms), rows: count(row.rows) }));
  return writeSpans(table, writing, { keep: [], write: planWhole(hours, now) });
}

/** Returns the parts in the order of their clock; those without a row are none. */
async function writeSpans(table: Table, writing: Writing, { keep, write }: Plan): Promise<Part[]> {
  const parts: Part[] = [...keep];
  for (const span of write) {
    const file = fileOf(table, span);
    const rows = await writeFile(table, writing, { file, within: within(table, span) });
    if (rows > 0) parts.push({ file, ...span, rows, written: writing.now });
    else drop(table, writing, file);
  }
  if (parts.length === 0 && !shareFile(table, writing, EMPTY)) {
    await writeFile(table, writing, { file: EMPTY, within: 'false' });
  }
  return parts.sort((a, b) => a.from - b.from);
}

async function writeKept(
  table: Table,
  writing: Writing,
  last: PublishedTable | undefined,
): Promise<Part> {
  const [part] = last?.parts ?? [];
  const isSame = last?.digest === writing.found.digests.get(table.name);
  if (part && isSame && shareFile(table, writing, part.file)) return part;
  const rows = await writeFile(table, writing, { file: WHOLE, within: 'true' });
  return { file: WHOLE, from: 0, until: 0, rows, written: writing.now };
}

interface Content {
  readonly file: string;
  /** Which rows, in SQL. */
  readonly within: string;
}

async function writeFile(table: Table, writing: Writing, content: Content): Promise<number> {
  const { db, folder, written } = writing;
  const path = join(folder, folderOf(table), content.file);
  const fill = {
    columns: filedColumns(table),
    table: table.name,
    within: content.within,
    path: quote(path),
  };
  const rows = await db.run(sql('publish/write-part', fill));
  written.files.push(path);
  written.rows += rows;
  return rows;
}

function drop(table: Table, { folder, written }: Writing, file: string): void {
  const path = join(folder, folderOf(table), file);
  rmSync(path);
  written.files.splice(written.files.indexOf(path), 1);
}

function shareFile(table: Table, { before, folder }: Writing, file: string): boolean {
  if (!before) return false;
  const path = join(folderOf(table), file);
  return share(join(before.folder, path), join(folder, path));
}

function fileOf({ kind }: Table, span: Span): string {
  return kind === 'appended'
    ? `${padded(span.from)}-${padded(span.until - 1)}.parquet`
    : `${nameOf(span)}.parquet`;
}

/** So that files sort as their rows do. */
const padded = (number: number) => String(number).padStart(12, '0');

function within({ kind, clock }: Table, { from, until }: Span): string {
  const bound = (at: number) =>
    kind === 'appended' ? String(at) : `timestamp ${quote(sqlTimestamp(at))}`;
  const column = identifier(clock);
  return `${column} >= ${bound(from)} and ${column} < ${bound(until)}`;
}

const rowsOf = (parts: readonly Part[]) => parts.reduce((sum, { rows }) => sum + rows, 0);
