/**
 * Whether a journal is whole. Three witnesses must agree: the chain of hashes in the journal, the mark
 * beside it, and what the warehouse has seen. Each finding says exactly what is missing.
 */
import { checkClosures, TAIL_CLOSURES } from './closure-integrity.ts';
import { type ChainPoint, chainHash, type WarehouseEnd } from './entries.ts';
import type { Journal } from './journal.ts';
import type { MarkReading } from './mark.ts';

/** Followed at every start; the whole chain is followed by `ggr wallet verify`. */
const TAIL_ENTRIES = 20_000n;
const CHUNK = 2000;

export type FaultCode =
  | 'entries-missing'
  | 'chain-broken'
  | 'mark-missing'
  | 'mark-unreadable'
  | 'balance-differs'
  | 'warehouse-behind'
  | 'warehouse-unheard'
  | 'journal-unusable';

export interface IntegrityFault {
  readonly code: FaultCode;
  readonly message: string;
}

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
  ];
}

/** What a start must know: the ends agree, and the newest entries follow each other. */
export function checkAtStart({ journal, mark, warehouse }: Witnesses): IntegrityFault[] {
  const { seq } = journal.end;
  const from = seq > TAIL_ENTRIES ? seq - TAIL_ENTRIES : 0n;
  const { seq: last } = journal.closures.end;
  const fromClosure = last > TAIL_CLOSURES ? last - TAIL_CLOSURES : 0n;
  return [
    ...compareMark(journal, mark),
    ...(warehouse ? comparePoint(journal, warehouse, 'the warehouse has seen') : []),
    ...followChain(journal, from),
    ...checkClosures(journal, warehouse?.closures, fromClosure),
  ];
}

/** Every entry, every balance. Took 1.5 s for 200,000 entries. */
export function checkWhole(witnesses: EarlierWitnesses): IntegrityFault[] {
  const { journal, mark, warehouse, shipped } = witnesses;
  return [
    ...compareMark(journal, mark),
    ...(warehouse ? comparePoint(journal, warehouse, 'the warehouse has seen') : []),
    ...(warehouse ? lostByWarehouse(shipped, warehouse) : []),
    ...followChain(journal, 0n),
    ...checkClosures(journal, warehouse?.closures, 0n),
    ...compareBalances(journal),
  ];
}

function compareMark(journal: Journal, mark: MarkReading): IntegrityFault[] {
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

function comparePoint(journal: Journal, point: ChainPoint, says: string): IntegrityFault[] {
  const { seq } = journal.end;
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

function followChain(journal: Journal, from: bigint): IntegrityFault[] {
  const before = journal.hashAt(from);
  if (!before) return [broken(from, 'is missing')];
  for (let point: ChainPoint = { seq: from, hash: before }; ; ) {
    const next = followSome(journal, point, CHUNK);
    if ('code' in next) return [next];
    if (next.seq === point.seq) return [];
    point = next;
  }
}

/** Follows up to `most` entries after a point; returns where that led, or what is wrong there. */
export function followSome(
  journal: Journal,
  { seq, hash }: ChainPoint,
  most: number,
): ChainPoint | IntegrityFault {
  for (const entry of journal.entriesAfter(seq, most)) {
    if (entry.seq !== seq + 1n) return broken(seq + 1n, 'is missing');
    if (!chainHash(hash, entry).equals(entry.hash)) {
      return broken(entry.seq, 'does not follow from the one before it: one of them was changed');
    }
    seq = entry.seq;
    hash = entry.hash;
  }
  return { seq, hash };
}

function broken(seq: bigint, what: string): IntegrityFault {
  return { code: 'chain-broken', message: `entry ${seq} of the journal ${what}` };
}

function compareBalances(journal: Journal): IntegrityFault[] {
  // no player is named: the message may end in a log
  return journal.file.all('prove-balances').map(([, currency, balance, sum]) => ({
    code: 'balance-differs',
    message: `a ${currency} balance is ${balance} cents where its entries sum to ${sum}`,
  }));
}
