/** Gives a journal back what it lost and the warehouse still has; and accepts what nobody has. */
import { rmSync } from 'node:fs';
import type { Database } from '../load/database.ts';
import type { Act } from './acts.ts';
import { ACTS, type Chain, CLOSURES, ENTRIES, following, type Source } from './chains.ts';
import type { Closure } from './closures.ts';
import type { ChainPoint, Entry, Micros } from './entries.ts';
import type { Journal } from './journal.ts';
import { Mark, readMark } from './mark.ts';
import { IntegrityError, markPath } from './wallet.ts';

/** How much came back. */
export interface Returned {
  readonly restored: bigint;
  readonly closures: bigint;
  readonly acts: bigint;
  /** Sessions that no act tells of, only their entries: they came back closed. */
  readonly sessionsFromEntries: number;
}

/** And the range of entries that is lost for good. */
export interface Restored extends Returned {
  readonly lost: { readonly from: bigint; readonly to: bigint } | undefined;
  /** False where entries have no mark beside them, and the wallet goes on refusing to serve. */
  readonly isMarked: boolean;
}

/** Who may give links back, in the order in which they are asked. */
export interface Sources {
  readonly acts: readonly Source<Act>[];
  readonly entries: readonly Source<Entry>[];
  readonly closures: readonly Source<Closure>[];
}

/**
 * Appends the acts, entries and closures of the warehouse that follow the journal's last ones. Each must
 * continue its chain; throws an IntegrityError at the first that does not. Sessions come back as their acts
 * left them; one that no act tells of comes back closed: its wins and cancels are taken, bets wait until
 * the operator opens it again.
 */
export async function restore(db: Database, journal: Journal, now: Micros): Promise<Restored> {
  const returned = await restoreFrom(shippedTo(db), journal, now);
  return { ...returned, ...lossOf(journal, journal.file.path) };
}

/** What the warehouse gives back. */
export function shippedTo(db: Database): Sources {
  return {
    acts: [ACTS.shipped(db)],
    entries: [ENTRIES.shipped(db)],
    closures: [CLOSURES.shipped(db)],
  };
}

/** The same from whoever has it. */
export async function restoreFrom(from: Sources, journal: Journal, now: Micros): Promise<Returned> {
  let sessionsFromEntries = 0;
  const acts = await extend(journal, ACTS, {
    sources: from.acts,
    end: () => journal.acts.end,
    write: (act) => journal.register.apply(journal.acts.restore(act)),
  });
  const restored = await extend(journal, ENTRIES, {
    sources: from.entries,
    end: () => journal.end,
    write: (entry) => {
      if (restoreEntry(journal, entry, now)) sessionsFromEntries += 1;
    },
  });
  const closures = await extend(journal, CLOSURES, {
    sources: from.closures,
    end: () => journal.closures.end,
    write: (closure) => journal.closures.restore(closure),
  });
  const { seq } = journal.end;
  if (acts + restored + closures > 0n) {
    const note = `restored ${restored} entries up to ${seq}, ${closures} closures of rounds and ${acts} acts of the operator`;
    journal.atomically(() => journal.file.run('add-note', now, note));
  }
  return { restored, closures, acts, sessionsFromEntries };
}

/** What the mark of a path tells of the end of a journal. */
export function lossOf({ end }: Journal, path: string): Pick<Restored, 'lost' | 'isMarked'> {
  const mark = readMark(markPath(path));
  const isShort = mark.kind === 'mark' && mark.point.seq > end.seq;
  return {
    lost: isShort ? { from: end.seq + 1n, to: mark.point.seq } : undefined,
    isMarked: mark.kind === 'mark' || end.seq === 0n,
  };
}

interface Extension<T> {
  /** In the order in which they are asked. */
  readonly sources: readonly Source<T>[];
  readonly end: () => ChainPoint;
  readonly write: (link: T) => void;
}

/** Lengthens a chain as far as the sources reach; returns by how many links. */
async function extend<T extends { readonly hash: Buffer }>(
  journal: Journal,
  chain: Chain<T>,
  { sources, end, write }: Extension<T>,
): Promise<bigint> {
  const first = end().seq;
  for (;;) {
    const links = await nextLinks(chain, sources, end());
    if (links.length === 0) return end().seq - first;
    journal.atomically(() => {
      for (const link of links) write(link);
    });
  }
}

async function nextLinks<T extends { readonly hash: Buffer }>(
  chain: Chain<T>,
  sources: readonly Source<T>[],
  end: ChainPoint,
): Promise<readonly T[]> {
  let stray: T | undefined;
  for (const source of sources) {
    const offered = await source(end);
    const links = following(chain, end, offered);
    if (links.length > 0) return links;
    stray ??= offered[0];
  }
  if (stray === undefined) return [];
  const message = `${chain.name(chain.number(stray))} does not continue the journal after ${end.seq}`;
  throw new IntegrityError([{ code: 'chain-broken', message }]);
}

/** Returns whether its session had to be made for it. */
function restoreEntry(journal: Journal, entry: Entry, now: Micros): boolean {
  const { playerId, currency, code, receivedAt } = entry;
  const isMissing = code !== null && !journal.session(code);
  journal.register.addPlayer(playerId);
  if (isMissing) {
    const session = { code, playerId, currency, expiresAt: null };
    journal.register.act({ kind: 'session-opened', ...session }, receivedAt);
    journal.register.act({ kind: 'session-closed', ...session }, now);
  }
  journal.restore(entry);
  return isMissing;
}

/**
 * Takes the journal as it stands: the mark is set to its end, and the decision is noted in it. What was
 * acknowledged after that entry is lost, and the same requests will be taken as new.
 */
export function acceptLoss(journal: Journal, now: Micros): void {
  const mark = readMark(markPath(journal.file.path));
  const stood = mark.kind === 'mark' ? `stood at ${mark.point.seq}` : `was ${mark.kind}`;
  const note = `taken as it stands, with ${journal.end.seq} entries; the mark ${stood}`;
  journal.atomically(() => {
    journal.file.run('add-note', now, note);
    // their places are given anew: rounds that wait are looked for from the beginning
    journal.file.run('set-swept', 0n);
  });
  // of two slots the higher one counts, so the old mark must go first
  rmSync(markPath(journal.file.path), { force: true });
  Mark.open(markPath(journal.file.path), journal.end).close();
}
