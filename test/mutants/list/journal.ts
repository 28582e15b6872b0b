/** What guards the wallet's journal, its mark, and its way into the warehouse. */
import type { Mutant } from '../mutant.ts';

const JOURNAL_SQL = 'sql/journal/000001-journal.sql';
const JOURNAL_GUARDS = ['test/wallet/journal-guards.test.ts'];
const SHIP_GUARDS = ['test/wallet/ship-guards.test.ts'];
const INTEGRITY = ['test/wallet/integrity.test.ts'];
const MARK = ['test/wallet/mark.test.ts'];
const ROT = ['test/wallet/rot.test.ts'];

export const journalMutants: readonly Mutant[] = [
  {
    guard: 'journal: an id may stand twice',
    file: JOURNAL_SQL,
    find: 'create unique index one_transaction',
    replace: 'create index one_transaction',
    seenBy: JOURNAL_GUARDS,
  },
  {
    guard: 'journal: a bet may be cancelled twice',
    file: JOURNAL_SQL,
    find: 'create unique index one_cancel ',
    replace: 'create index one_cancel ',
    seenBy: JOURNAL_GUARDS,
  },
  {
    guard: 'journal: entries can be deleted',
    file: JOURNAL_SQL,
    find: "raise(abort, 'entries of the journal are never deleted')",
    replace: '1',
    seenBy: INTEGRITY,
  },
  {
    guard: 'chain: the hash of an entry leaves its amount out',
    file: 'src/wallet/entries.ts',
    find: '    entry.amount,\n',
    replace: '',
    seenBy: JOURNAL_GUARDS,
  },
  {
    guard: 'chain: an entry that was changed is not noticed',
    file: 'src/wallet/integrity.ts',
    find: 'if (chainHash(hash, entry).equals(entry.hash)) return undefined;',
    replace: 'false',
    seenBy: INTEGRITY,
  },
  {
    guard: 'mark: a journal that lost its end serves',
    file: 'src/wallet/integrity.ts',
    find: 'if (point.seq > seq) {',
    replace: 'if (false) {',
    seenBy: INTEGRITY,
  },
  {
    guard: 'mark: it is written where the last one stands',
    file: 'src/wallet/mark.ts',
    find: 'this.#slot === 0 ? 1 : 0',
    replace: '0',
    seenBy: MARK,
  },
  {
    guard: 'mark: a torn slot is read',
    file: 'src/wallet/mark.ts',
    find: ' || sum !== checksum(seq, hex)',
    replace: '',
    seenBy: MARK,
  },
  {
    guard: 'mark: it does not move before an answer is given',
    file: 'src/wallet/group-commit.ts',
    find: 'this.#mark.advance(this.#journal.end);',
    replace: '',
    seenBy: INTEGRITY,
  },
  {
    guard: 'rot: an id that one index has lost is new',
    file: 'src/wallet/journal.ts',
    find: "if (isIt(this.#proved(other as bigint))) throw damaged('an index has lost a transaction');",
    replace: '',
    seenBy: ROT,
  },
  {
    guard: 'rot: a row is believed whatever its checksum says',
    file: 'src/wallet/register.ts',
    find: "if (sum !== rowSum(...columns)) throw damaged(what, 'is not what its checksum says');",
    replace: '',
    seenBy: ROT,
  },
  {
    guard: 'rot: verify does not look at indexes',
    file: 'src/wallet/whole-integrity.ts',
    find: 'faults.push(...compareIndexes(journal, from, point.seq));',
    replace: '',
    seenBy: ROT,
  },
  {
    guard: 'ship: it stops after one commit',
    file: 'src/wallet/ship.ts',
    find: 'if (reaches(this.#end, wanted)) break;',
    replace: 'break;',
    seenBy: SHIP_GUARDS,
  },
  {
    guard: 'ship: it does not go on where the table ends',
    file: 'src/wallet/ship.ts',
    find: 'let end: ChainPoint = await ledgerEnd(db);',
    replace: 'let end: ChainPoint = CHAIN_START;',
    seenBy: SHIP_GUARDS,
  },
  {
    guard: 'ship: an entry that was changed reaches the ledger',
    file: 'src/wallet/ship.ts',
    find: ' && chainHash(hash, entry).equals(entry.hash)',
    replace: '',
    seenBy: ['test/serve/wallet-part-end.test.ts'],
  },
  {
    guard: 'shipped: what the warehouse says while the wallet serves is not looked at',
    file: 'src/wallet/service.ts',
    find: 'if (fault) await this.#refuse([fault]);',
    replace: '',
    seenBy: ['test/serve/wallet-part-end.test.ts'],
  },
  {
    guard: 'shipped: an old journal with its old mark serves',
    file: 'src/wallet/service.ts',
    find: 'warehouse: readShipped(path), now',
    replace: 'warehouse: undefined, now',
    seenBy: ['test/serve/wallet-part-end.test.ts'],
  },
  {
    guard: 'shipped: a wallet without a journal serves beside a store that may hold entries',
    file: 'src/wallet/service.ts',
    find: 'if (this.#isUnheard()) return this.#say([UNHEARD]);',
    replace: '',
    seenBy: ['test/serve/wallet-part-end.test.ts'],
  },
];
