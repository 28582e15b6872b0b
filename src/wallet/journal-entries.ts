/** Entries as the journal's file has them. */
import type { Cents, Entry, EntryKind, Flag, Micros } from './entries.ts';
import type { JournalFile, Values } from './journal-file.ts';
import { bytes, unsigned } from './sqlite-values.ts';

/** Entries of a file, whatever else of it can be read. */
export function readEntries(file: JournalFile, seq: bigint, most: number): Entry[] {
  return file.all('list-entries', seq, most).map(toEntry);
}

export function toEntry(row: Values): Entry {
  const [seq, kind, currency, id, key, playerId, code, game, roundId, round, ...rest] = row;
  const [amount, balanceAfter, flags, receivedAt, hash] = rest;
  return {
    seq: seq as bigint,
    kind: kind as EntryKind,
    currency: currency as string,
    id: unsigned(id),
    key: key as string | null,
    playerId: playerId as string,
    code: code as string | null,
    game: unsigned(game),
    roundId: unsigned(roundId),
    round: unsigned(round),
    amount: amount as Cents,
    balanceAfter: balanceAfter as Cents,
    flags: flags === null ? [] : ((flags as string).split(',') as Flag[]),
    receivedAt: receivedAt as Micros,
    hash: bytes(hash),
  };
}
