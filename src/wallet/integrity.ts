/**
 * Whether a journal is whole. Three witnesses must agree: the chain of hashes in the journal, the mark
 * beside it, and what the warehouse has seen. Each finding says exactly what is missing.
 */
import { checkActs } from './act-integrity.ts';
import { checkClosures } from './closure-integrity.ts';
import { type ChainPoint, chainHash, type Entry, type WarehouseEnd } from './entries.ts';
import { compareIndexes } from './index-integrity.ts';
import type { IntegrityFault } from './integrity-fault.ts';
import type { Journal } from './journal.ts';
import type { MarkReading } from './mark.ts';

/** Of each chain followed at every start; the whole chain is followed by `ggr wallet verify`. */
const TAIL_LINKS = 20_000n;
const CHUNK = 2000;

export type { FaultCode, IntegrityFault } from './integrity-fault.ts';

export interface Witnesses {
  readonly journal: Journal;
  readonly mark: MarkReading;
  /** The newest entry in wallet.ledger; undefined where the warehouse could not be asked. */
  readonly warehouse: WarehouseEnd | undefined;
}

/** For the whole check: taken before the journal is opened, because a wallet that serves moves them on. */
export interface EarlierWitnesses extends Witnesses {
  /** How far the warehouse held the entries when that was last noted. */
  readonly shipped: bigint;
}

/** Entries that the warehouse held once and holds no more: its own log was cut. They are shipped again. */
export function lostByWarehouse(shipped: bigint, warehouse: ChainPoint): IntegrityFault[] {
  if (warehouse.seq >= shipped) return [];
  return [
    {
      code: 'warehouse-behind',
      message:
        `the warehouse held wallet entries up to ${shipped} and ends with ${warehouse.seq} now: ` +
        'its newest transactions are lost, those of other tables too; the entries are shipped again',
    },
  ];
}

/** Whether the journal goes on from where the warehouse ends; nothing between is looked at. */
export function compareEnds(journal: Journal, warehouse: WarehouseEnd): IntegrityFault[] {
  return [
    ...comparePoint(journal, warehouse, 'the warehouse has seen'),
    ...checkClosures(journal, warehouse.closures, journal.closures.end.seq),
    ...checkActs(journal, warehouse.acts, journal.acts.end.seq),
  ];
}

/** What a start must know: the ends agree, and the newest entries follow each other and stand in every index. */
export function checkAtStart(
  { journal, mark, warehouse }: Witnesses,
  tail = TAIL_LINKS,
): IntegrityFault[] {
  const before = ({ seq }: ChainPoint) => (seq > tail ? seq - tail : 0n);
  return [
    ...compareMark(journal, mark),
    ...(warehouse ? comparePoint(journal, warehouse, 'the warehouse has seen') : []),
    ...followTail(journal, before(journal.end)),
    ...checkClosures(journal, warehouse?.closures, before(journal.closures.end)),
    ...checkActs(journal, warehouse?.acts, before(journal.acts.end)),
  ];
}

export function compareMark(journal: Journal, mark: MarkReading): IntegrityFault[] {
  if (mark.kind === 'mark') return comparePoint(journal, mark.point, 'the mark stands at');
  if (journal.end.seq === 0n && mark.kind === 'missing') return [];
  const what = mark.kind === 'missing' ? 'is missing' : 'cannot be read';
  return [
    {
      code: mark.kind === 'missing' ? 'mark-missing' : 'mark-unreadable',
      message: `the high-water mark ${what}, so nobody can tell whether entries after ${journal.end.seq} are lost`,
    },
  ];
}

export function comparePoint(journal: Journal, point: ChainPoint, says: string): IntegrityFault[] {
  // read anew: somebody else may write the journal that is compared
  const { seq } = journal.readEnd();
  if (point.seq > seq) {
    const missing =
      seq + 1n === point.seq ? `entry ${point.seq}` : `entries ${seq + 1n} to ${point.seq}`;
    return [
      {
        code: 'entries-missing',
        message: `the journal ends with entry ${seq}, but ${says} entry ${point.seq}: ${missing} missing`,
      },
    ];
  }
  if (journal.hashAt(point.seq)?.equals(point.hash)) return [];
  return [
    {
      code: 'chain-broken',
      message: `entry ${point.seq} of the journal is not the one that ${says === 'the mark stands at' ? 'the mark was set for' : says}`,
    },
  ];
}

/** Follows up to `most` entries after a point; returns where that led, or what is wrong there. */
export function followSome(
  journal: Journal,
  { seq, hash }: ChainPoint,
  most: number,
): ChainPoint | IntegrityFault {
  let point: ChainPoint = { seq, hash };
  for (const entry of journal.entriesAfter(seq, most)) {
    const fault = doesNotFollow(point, entry);
    if (fault) return fault;
    point = entry;
  }
  return { seq: point.seq, hash: point.hash };
}

/** What is wrong with an entry after a point, if anything is. */
export function doesNotFollow({ seq, hash }: ChainPoint, entry: Entry): IntegrityFault | undefined {
  if (entry.seq !== seq + 1n) return broken(seq + 1n, 'is missing');
  if (chainHash(hash, entry).equals(entry.hash)) return undefined;
  return broken(entry.seq, 'does not follow from the one before it: one of them was changed');
}

function broken(seq: bigint, what: string): IntegrityFault {
  return { code: 'chain-broken', message: `entry ${seq} of the journal ${what}` };
}

/** The newest entries: their chain, and that every index holds them. */
function followTail(journal: Journal, from: bigint): IntegrityFault[] {
  const before = journal.hashAt(from);
  if (!before) return [broken(from, 'is missing')];
  for (let point: ChainPoint = { seq: from, hash: before }; ; ) {
    const next = followSome(journal, point, CHUNK);
    if ('code' in next) return [next];
    if (next.seq === point.seq) return [];
    const unindexed = compareIndexes(journal, point.seq, next.seq);
    if (unindexed.length > 0) return unindexed;
    point = next;
  }
}
