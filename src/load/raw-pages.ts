/** Answers that could not be mapped, kept as they came until the window or the walk that they belong to is loaded. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { EpochMs, Window } from '../contract/window.ts';
import { sqlTimestamp } from '../transform/time.ts';
import { count, type Database, type StoredRow } from './database.ts';
import { sql } from './sql.ts';
import type { Warehouse } from './warehouse.ts';

/** In the whole store: the newest stay. */
const MOST_PAGES = 500n;
const MOST_BYTES = 16n * 1024n * 1024n;
const LONGEST_PROBLEM = 500;

interface Owner {
  readonly account: string;
  readonly stream: string;
  /** None of a walk. */
  readonly window: Window | undefined;
}

interface Kept extends Owner {
  readonly pages: readonly {
    readonly call: string;
    readonly text: string;
    readonly characters: number;
  }[];
  /** Why they could not be mapped. */
  readonly problem: string;
  readonly run: string;
  readonly now: EpochMs;
}

/** Puts the answers of a failed read in the place of those of the one before. */
export async function keepPages(warehouse: Warehouse, kept: Kept): Promise<void> {
  const { pages, problem, run, now } = kept;
  if (pages.length === 0) return;
  const { db } = warehouse;
  const owner = ownerOf(kept);
  await warehouse.write(db, async () => {
    await db.run(sql('queries/delete-raw-pages'), owner);
    for (const [index, { call, text, characters }] of pages.entries()) {
      await db.run(sql('queries/insert-raw-page'), {
        ...owner,
        page: BigInt(index + 1),
        call,
        problem: problem.slice(0, LONGEST_PROBLEM),
        characters: BigInt(characters),
        kept: BigInt(text.length),
        answer: zstdCompressSync(text.toWellFormed()).toString('base64'),
        run,
        now: sqlTimestamp(now),
      });
    }
    const most = { most_pages: MOST_PAGES, most_bytes: MOST_BYTES };
    await db.run(sql('queries/bound-raw-pages'), most);
  });
}

/** A walk that went on needs the answers no more that it stumbled over. */
export async function forgetPagesOfWalk(
  warehouse: Warehouse,
  { account, stream }: Pick<Owner, 'account' | 'stream'>,
): Promise<void> {
  const { db } = warehouse;
  const pages = await countPages(db);
  if (!pages.some((each) => each.account === account && each.stream === stream)) return;
  const owner = ownerOf({ account, stream, window: undefined });
  await warehouse.write(db, () => db.run(sql('queries/delete-raw-pages'), owner));
}

/** How many answers are kept of a window, or of a walk. */
export interface PageCount extends Owner {
  readonly pages: number;
}

export async function countPages(db: Database): Promise<PageCount[]> {
  const rows = await db.many(sql('queries/count-raw-pages'));
  return rows.map((row) => ({
    account: String(row.account),
    stream: String(row.stream),
    window:
      row.start_ms === null ? undefined : { start: count(row.start_ms), end: count(row.end_ms) },
    pages: count(row.pages),
  }));
}

/** What is kept, newest first, without what it holds. */
export function listPages(db: Database): Promise<StoredRow[]> {
  return db.many(sql('queries/list-raw-pages'));
}

/** One answer as the vendor sent it, players' data included; undefined where there is none of that id. */
export async function findPage(
  db: Database,
  id: string,
): Promise<{ readonly text: string; readonly isCut: boolean } | undefined> {
  const row = await db.maybeOne(sql('queries/find-raw-page'), { id });
  if (!row) return undefined;
  const text = zstdDecompressSync(Buffer.from(String(row.answer), 'base64')).toString('utf8');
  return { text, isCut: count(row.characters) > count(row.kept) };
}

function ownerOf({ account, stream, window }: Owner) {
  const [start, end] = [window?.start, window?.end].map((instant) =>
    instant === undefined ? null : sqlTimestamp(instant),
  );
  return { account, stream, start: start ?? null, end: end ?? null };
}
