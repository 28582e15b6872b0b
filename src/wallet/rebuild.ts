/**
 * Builds a damaged journal anew: from the warehouse, and behind its end from what of the journal's own chains
 * is whole. The damaged one is kept beside it.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { type Act, Acts } from './acts.ts';
import { ACTS, CLOSURES, ENTRIES, following, type Source } from './chains.ts';
import { type Closure, Closures } from './closures.ts';
import type { Entry, Micros } from './entries.ts';
import { Journal } from './journal.ts';
import { readEntries } from './journal-entries.ts';
import { JournalFault, JournalFile } from './journal-file.ts';
import { lossOf, type Restored, restoreFrom, type Sources } from './restore.ts';

/** What belongs to a journal beside its mark. */
const PARTS = ['', '-wal', '-shm'];
const AT_ONCE = 2000;

export interface Rebuilt extends Restored {
  /** Where the damaged journal is now. */
  readonly kept: string;
  /** Entries that the warehouse did not have. */
  readonly fromJournal: bigint;
}

/**
 * The new journal takes the place of the damaged one when it is whole; until then nothing is changed. The
 * caller holds the store, and nobody the journal.
 */
export async function rebuild(path: string, warehouse: Sources, now: Micros): Promise<Rebuilt> {
  const fresh = `${path}.rebuilt`;
  for (const part of [...PARTS, '.lock']) rmSync(`${fresh}${part}`, { force: true });
  const old = openDamaged(path);
  const journal = Journal.open(fresh);
  try {
    const { sources, fromJournal } = withRest(warehouse, old);
    const returned = await restoreFrom(sources, journal, now);
    journal.atomically(() => {
      for (const [at, note] of old ? notesOf(old) : []) journal.file.run('add-note', at, note);
      journal.file.run('add-note', now, 'built anew: the journal before this one was damaged');
    });
    const loss = lossOf(journal, path);
    journal.close();
    const kept = replace(path, fresh, now);
    return { ...returned, ...loss, kept, fromJournal: fromJournal() };
  } finally {
    old?.close();
  }
}

/** Behind the end of the warehouse what the damaged journal has, as far as it follows. */
function withRest(warehouse: Sources, old: JournalFile | undefined) {
  let count = 0n;
  if (!old) return { sources: warehouse, fromJournal: () => count };
  const rest = wholeOf(old);
  const counted: Source<Entry> = async (end) => {
    const links = await rest.entries(end);
    count += BigInt(links.length);
    return links;
  };
  const sources: Sources = {
    acts: [...warehouse.acts, rest.acts],
    entries: [...warehouse.entries, counted],
    closures: [...warehouse.closures, rest.closures],
  };
  return { sources, fromJournal: () => count };
}

/** Puts the damaged one aside; returns where. */
function replace(path: string, fresh: string, now: Micros): string {
  const stamp = new Date(Number(now / 1000n)).toISOString().replaceAll(/[:.]/g, '-');
  const kept = `${path}.damaged-${stamp}`;
  for (const part of PARTS) {
    if (existsSync(`${path}${part}`)) renameSync(`${path}${part}`, `${kept}${part}`);
  }
  renameSync(fresh, path);
  rmSync(`${fresh}.lock`, { force: true });
  return kept;
}

/** Undefined where nothing of it can be read. */
function openDamaged(path: string): JournalFile | undefined {
  try {
    return existsSync(path) ? JournalFile.openReadOnly(path) : undefined;
  } catch {
    return undefined;
  }
}

/** Its links as far as they follow from each other. */
function wholeOf(file: JournalFile) {
  const acts: Source<Act> = (end) =>
    following(
      ACTS,
      end,
      legible((most) => new Acts(file).after(end.seq, most)),
    );
  const entries: Source<Entry> = (end) =>
    following(
      ENTRIES,
      end,
      legible((most) => readEntries(file, end.seq, most)),
    );
  const closures: Source<Closure> = (end) =>
    following(
      CLOSURES,
      end,
      legible((most) => new Closures(file).after(end.seq, most)),
    );
  return { acts, entries, closures };
}

/** As many as can be read: of a page that cannot, what stands before it, one by one. */
function legible<T>(read: (most: number) => T[]): T[] {
  for (const most of [AT_ONCE, 1]) {
    try {
      return read(most);
    } catch {
      // one value of a damaged page is enough; with most = 1 there is nothing to be had
    }
  }
  return [];
}

function notesOf(file: JournalFile): [bigint, string][] {
  try {
    return file.all('list-notes') as unknown as [bigint, string][];
  } catch (error) {
    if (error instanceof JournalFault) return [];
    throw error;
  }
}
