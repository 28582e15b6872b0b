/** What guards players' money in the wallet, and its way into the warehouse. */
import type { Mutant } from '../mutant.ts';

const RULES = 'src/wallet/rules.ts';
const JOURNAL_SQL = 'sql/journal/000001-journal.sql';
const OVERDUE = 'src/wallet/overdue.ts';
const RULES_GUARDS = ['test/wallet/rules-guards.test.ts'];
const JOURNAL_GUARDS = ['test/wallet/journal-guards.test.ts'];
const SHIP_GUARDS = ['test/wallet/ship-guards.test.ts'];
const INTEGRITY = ['test/wallet/integrity.test.ts'];
const ROUNDS = ['test/wallet/rounds.test.ts'];
const ROT = ['test/wallet/rot.test.ts'];
const OPERATOR = ['test/wallet/operator.test.ts'];

export const walletMutants: readonly Mutant[] = [
  {
    guard: 'credit-limit: a win may exceed what an account can hold',
    file: RULES,
    find: "if (session.credit + win.amount > MOST_CREDIT) return refuse('credit-limit');",
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'credit: a bet of more than there is is taken',
    file: RULES,
    find: "if (session.credit < bet.amount) return refuse('not-enough-credit');",
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'repeat: another amount under one id is a repeat',
    file: RULES,
    find: "earlier.amount === (request.type === 'bet' ? -request.amount : request.amount) &&",
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'repeat: a win under the id of a bet is a repeat',
    file: RULES,
    find: 'earlier.kind === request.type &&',
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'repeat: a bet that comes twice counts twice',
    file: RULES,
    find: 'if (earlier) return judgeRepeat(bet, session, earlier);',
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'repeat: the bet of one player is the repeat of another',
    file: RULES,
    find: 'earlier.playerId === playerId &&',
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'credit-limit: a cancel may exceed what can be shipped',
    file: RULES,
    find: "if (session.credit - bet.amount > MOST_CREDIT) return refuse('credit-limit');",
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'rounds: one with a newer bet is closed by the time of an older one',
    file: OVERDUE,
    find: 'if (!isWhole || !isOpen(',
    replace: 'if (!isOpen(',
    seenBy: ROUNDS,
  },
  {
    guard: 'rounds: one that was paid is closed',
    file: OVERDUE,
    find: ' && wins === 0',
    replace: '',
    seenBy: ROUNDS,
  },
  {
    guard: 'rounds: an entry of a clock that was ahead holds up all later ones',
    file: 'sql/journal/find-younger-entry.sql',
    find: 'abs(?3 - received_at)',
    replace: '?3 - received_at',
    seenBy: ROUNDS,
  },
  {
    guard: 'rounds: one may be closed twice',
    file: 'sql/journal/000002-closures.sql',
    find: 'create unique index one_closure',
    replace: 'create index one_closure',
    seenBy: ROUNDS,
  },
  {
    guard: 'rounds: a closure that was changed is not noticed',
    file: 'src/wallet/closure-integrity.ts',
    find: '!closureHash(hash, closure).equals(closure.hash)',
    replace: 'false',
    seenBy: ROUNDS,
  },
  {
    guard: 'tombstone: a bet is taken after its cancel',
    file: RULES,
    find: "if (earlier.kind === 'tombstone') return refuse('bet-cancelled');",
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'cancel: one player cancels the bet of another',
    file: RULES,
    find: "if (bet.playerId !== playerId) return refuse('not-yours');",
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'cancel: a second one gives the stake back again',
    file: RULES,
    find: 'if (earlier !== undefined) return { answer: accept(earlier) };',
    replace: '',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'flags: a win without a bet is not shown to anybody',
    file: RULES,
    find: "flags.push('orphan');",
    replace: ';',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'session: it goes on at the instant at which it ends',
    file: RULES,
    find: 'session.expiresAt <= now',
    replace: 'session.expiresAt < now',
    seenBy: RULES_GUARDS,
  },
  {
    guard: 'transfer: a key does its work twice',
    file: 'src/wallet/operations.ts',
    find: 'if (earlier) {',
    replace: 'if (earlier && false) {',
    seenBy: OPERATOR,
  },
  {
    guard: 'transfer: a withdrawal of more than there is is done',
    file: 'src/wallet/operations.ts',
    find: "if (after < 0n) return { refused: 'not-enough-credit' };",
    replace: '',
    seenBy: OPERATOR,
  },
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
    seenBy: INTEGRITY,
  },
  {
    guard: 'mark: a torn slot is read',
    file: 'src/wallet/mark.ts',
    find: ' || sum !== checksum(seq, hex)',
    replace: '',
    seenBy: INTEGRITY,
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
    find: 'if (reaches(held, wanted)) break;',
    replace: 'break;',
    seenBy: SHIP_GUARDS,
  },
  {
    guard: 'ship: it goes on where this process thinks that the table ends',
    file: 'src/wallet/ship.ts',
    find: 'let { seq } = await ledgerEnd(db);',
    replace: 'let seq = this.#cursor;',
    seenBy: SHIP_GUARDS,
  },
];
