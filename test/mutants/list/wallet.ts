/** What guards players' money in the wallet. */
import type { Mutant } from '../mutant.ts';

const RULES = 'src/wallet/rules.ts';
const OVERDUE = 'src/wallet/overdue.ts';
const RULES_GUARDS = ['test/wallet/rules-guards.test.ts'];
const ROUNDS = ['test/wallet/rounds.test.ts'];
const CLOSURES = ['test/wallet/closures.test.ts'];
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
    seenBy: CLOSURES,
  },
  {
    guard: 'rounds: a closure that was changed is not noticed',
    file: 'src/wallet/closure-integrity.ts',
    find: '!closureHash(hash, closure).equals(closure.hash)',
    replace: 'false',
    seenBy: CLOSURES,
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
];
