/** What the journal's file guards by itself, should the rules above it ever be wrong. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { chainHash, type Entry, type NewEntry } from '../../src/wallet/entries.ts';
import { Journal } from '../../src/wallet/journal.ts';
import { temporaryFolder } from '../support/ggr.ts';

const ENTRY: NewEntry = {
  kind: 'bet',
  currency: 'EUR',
  id: 1n,
  key: null,
  playerId: 'p1',
  code: 's1',
  game: 7n,
  roundId: null,
  round: 1n,
  amount: -1n,
  balanceAfter: 9n,
  flags: [],
};
const DEPOSIT: NewEntry = {
  ...ENTRY,
  kind: 'deposit',
  id: null,
  key: 'k',
  code: null,
  game: null,
  round: null,
  amount: 1n,
};

function open() {
  const journal = Journal.open(join(temporaryFolder(), 'wallet.sqlite'));
  onTestFinished(() => journal.close());
  const append = (entry: NewEntry) => journal.atomically(() => journal.append(entry, 5n));
  return { journal, append };
}

describe('unique: the file refuses a second', () => {
  test.each([
    ['bet of one id', ENTRY, ENTRY],
    ['win of the id of a bet', ENTRY, { ...ENTRY, kind: 'win' }],
    ['bet of the id of a tombstone', { ...ENTRY, kind: 'tombstone' }, ENTRY],
    ['cancel of one bet', { ...ENTRY, kind: 'cancel' }, { ...ENTRY, kind: 'cancel' }],
    ['transfer of one key', DEPOSIT, DEPOSIT],
  ] as const)('%s', (_, first, second) => {
    const { journal, append } = open();
    append(first);
    expect(() => append(second)).toThrow('UNIQUE constraint failed');
    expect(journal.end.seq).toBe(1n);
    expect(journal.readEnd()).toEqual(journal.end);
  });

  test('but not the same id in another currency, nor the cancel of its bet', () => {
    const { journal, append } = open();
    append(ENTRY);
    append({ ...ENTRY, currency: 'USD' });
    append({ ...ENTRY, kind: 'cancel' });
    expect(journal.end.seq).toBe(3n);
  });
});

test('below zero: the file refuses a credit that is less than nothing', () => {
  const { append } = open();
  expect(() => append({ ...ENTRY, balanceAfter: -1n })).toThrow('CHECK constraint failed');
});

test('sign: ids of 64 bits come back as they went in', () => {
  const { journal, append } = open();
  const id = 2n ** 64n - 1n;
  append({ ...ENTRY, id, round: id, roundId: id });
  expect(journal.transaction('EUR', id)).toMatchObject({ round: id, roundId: id });
  expect(journal.entriesAfter(0n, 1)).toMatchObject([{ id, round: id }]);
});

test('chain: the hash of an entry changes with every field of it, and with the one before it', () => {
  const before = Buffer.alloc(32, 1);
  const entry: Omit<Entry, 'hash'> = { ...ENTRY, key: 'k', seq: 1n, receivedAt: 5n };
  const other: Omit<Entry, 'hash'> = {
    kind: 'win',
    currency: 'USD',
    id: 2n,
    key: 'l',
    playerId: 'p2',
    code: 's2',
    game: 8n,
    roundId: 2n,
    round: 2n,
    amount: -2n,
    balanceAfter: 8n,
    flags: ['orphan'],
    seq: 2n,
    receivedAt: 6n,
  };
  const hashes = Object.entries(other).map(([field, value]) =>
    chainHash(before, { ...entry, [field]: value }).toString('hex'),
  );
  hashes.push(chainHash(before, entry).toString('hex'));
  hashes.push(chainHash(Buffer.alloc(32, 2), entry).toString('hex'));
  expect(new Set(hashes).size).toBe(Object.keys(other).length + 2);
});
