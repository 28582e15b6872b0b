/** Everything of a journal: `ggr wallet verify`. Read in stretches: a wallet that serves is held up by none of it. */
import { checkActs } from './act-integrity.ts';
import { compareBalances } from './balance-integrity.ts';
import { checkClosures } from './closure-integrity.ts';
import { CHAIN_START, type ChainPoint, type WarehouseEnd } from './entries.ts';
import {
  compareIndexes,
  compareSmallIndexes,
  compareWaiting,
  countIndexes,
} from './index-integrity.ts';
import {
  compareMark,
  comparePoint,
  doesNotFollow,
  type EarlierWitnesses,
  lostByWarehouse,
} from './integrity.ts';
import type { IntegrityFault } from './integrity-fault.ts';
import type { Journal } from './journal.ts';
import { JournalDamage } from './journal-file.ts';
import { compareRows, PROVED_ROWS, type RowKind } from './row-integrity.ts';

const CHUNK = 2000;
const MOST_SAID = 20;

/** Hears how many of the journal's entries, each of which is read twice, were looked at since it was last told. */
export type Seen = (entries: number) => void;

/**
 * Every entry, closure and act by its chain, every index by its table, every credit, session and player.
 * What cannot be read is a fault too, and ends the check of that kind only.
 */
export function checkWhole(witnesses: EarlierWitnesses, seen: Seen = () => {}): IntegrityFault[] {
  const { journal, mark, warehouse, shipped } = witnesses;
  const ends = [
    () => compareMark(journal, mark),
    () => (warehouse ? comparePoint(journal, warehouse, 'the warehouse has seen') : []),
    () => (warehouse ? lostByWarehouse(shipped, warehouse) : []),
  ];
  return [...ends.flatMap(readable), ...checkItself(journal, seen, warehouse)];
}

/** The same without what mark and warehouse say of its end. */
export function checkItself(
  journal: Journal,
  seen: Seen,
  warehouse?: WarehouseEnd,
): IntegrityFault[] {
  const checks: readonly (() => IntegrityFault[])[] = [
    () => followEntries(journal, seen),
    () => checkClosures(journal, warehouse?.closures, 0n),
    () => checkActs(journal, warehouse?.acts, 0n),
    () => compareBalances(journal, seen),
    ...(Object.keys(PROVED_ROWS) as RowKind[]).map((kind) => () => compareAllRows(journal, kind)),
    () => countIndexes(journal, journal.readEnd().seq),
    () => compareSmallIndexes(journal),
    () => journal.file.structure().map(misbuilt),
  ];
  return checks.flatMap(readable);
}

function readable(check: () => IntegrityFault[]): IntegrityFault[] {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof JournalDamage)) throw error;
    return [{ code: 'journal-unusable', message: error.message }];
  }
}

function compareAllRows(journal: Journal, kind: RowKind): IntegrityFault[] {
  let after: readonly string[] | undefined = PROVED_ROWS[kind].before;
  while (after) {
    const { last, fault } = compareRows(journal, { kind, after }, CHUNK);
    if (fault) return [fault];
    after = last;
  }
  return [];
}

/** The chain, and in the same stretch the indexes; goes on behind what is wrong. */
function followEntries(journal: Journal, seen: Seen): IntegrityFault[] {
  const faults: IntegrityFault[] = [];
  let point: ChainPoint = CHAIN_START;
  while (faults.length < MOST_SAID) {
    const entries = journal.entriesAfter(point.seq, CHUNK);
    const from = point.seq;
    for (const entry of entries) {
      const fault = doesNotFollow(point, entry);
      if (fault) faults.push(fault);
      point = entry;
    }
    if (entries.length === 0) break;
    faults.push(...compareIndexes(journal, from, point.seq));
    faults.push(...compareWaiting(journal, from, point.seq));
    seen(entries.length);
  }
  return faults.slice(0, MOST_SAID);
}

function misbuilt(says: string): IntegrityFault {
  return { code: 'journal-unusable', message: `the structure of the journal is damaged: ${says}` };
}
