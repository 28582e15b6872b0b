/** What guards the figures that people read, and the store from what they write. */
import type { Mutant } from '../mutant.ts';

const GUARD_FILE = 'src/read/guard.ts';
const GUARD_TESTS = ['test/read/guard.test.ts'];
const MARTS = ['test/marts/marts.test.ts'];
const DEFINITIONS = ['test/marts/definitions.test.ts'];

export const readMutants: readonly Mutant[] = [
  {
    guard: "views: PV's ggr has the sign of the player",
    file: 'sql/vendors/pv/bets.sql',
    find: 'cast(-gain_amount as decimal(18, 4))',
    replace: 'cast(gain_amount as decimal(18, 4))',
    seenBy: MARTS,
  },
  {
    guard: "views: WM's payout leaves the stake out",
    file: 'sql/vendors/wm/bets.sql',
    find: 'cast(bet + win_loss as decimal(18, 4))',
    replace: 'cast(win_loss as decimal(18, 4))',
    seenBy: DEFINITIONS,
  },
  {
    guard: 'views: open bets are in ggr.daily_as_of',
    file: 'sql/marts/parts/day-bets.sql',
    find: "where status <> 'open'",
    replace: 'where true',
    seenBy: DEFINITIONS,
  },
  {
    guard: 'views: open bets are in ggr.daily',
    file: 'sql/marts/parts/kept-day-bets.sql',
    find: "where status <> 'open'",
    replace: 'where true',
    seenBy: DEFINITIONS,
  },
  {
    guard: 'views: void bets count in rtp and hold of ggr.daily_as_of',
    file: 'sql/marts/parts/measures.sql',
    find: "sum(stake)       filter (where status <> 'cancelled')",
    replace: 'sum(stake)',
    seenBy: DEFINITIONS,
  },
  {
    guard: 'views: void bets count in rtp and hold',
    file: 'sql/marts/parts/sums.sql',
    find: "sum(stake)       filter (where status <> 'cancelled')",
    replace: 'sum(stake)',
    seenBy: DEFINITIONS,
  },
  {
    guard: 'views: a gaming day begins at midnight whatever is set',
    file: 'src/load/gaming-day.ts',
    find: 'dayShifts(zone, dayStartMs)',
    replace: 'dayShifts(zone, 0)',
    seenBy: MARTS,
  },
  {
    guard: 'views: a cancelled stake of the wallet counts',
    file: 'sql/vendors/wallet/bets.sql',
    find: "filter (where kind in ('bet', 'cancel'))",
    replace: "filter (where kind = 'bet')",
    seenBy: DEFINITIONS,
  },
  {
    guard: 'readers: what runs is not held against what was checked',
    file: 'src/read/rebuild.ts',
    find: 'if (isSame) return',
    replace: 'if (isSame || again) return',
    seenBy: ['test/read/rebuild.test.ts'],
  },
  {
    guard: 'readers: a double comes back as a decimal',
    file: 'src/read/rebuild.ts',
    find: 'const cast = castDoubles(tree)',
    replace: 'const cast = tree',
    seenBy: ['test/read/rebuild.test.ts'],
  },
  {
    guard: 'guard: a second statement is run',
    file: 'src/read/rebuild.ts',
    find: 'if (count > 1)',
    replace: 'if (count > 9)',
    seenBy: GUARD_TESTS,
  },
  {
    guard: 'own checks: one that was ended is asked after each pull',
    file: 'src/serve/own-checks.ts',
    find: 'ended.get(name) !== written',
    replace: 'ended.get(name) !== name',
    seenBy: ['test/serve/nightly.test.ts'],
  },
  {
    guard: 'guard: table functions may read files',
    file: GUARD_FILE,
    find: '!TABLE_FUNCTIONS.test(name)',
    replace: 'false',
    seenBy: GUARD_TESTS,
  },
  {
    guard: 'guard: functions may run SQL out of a string',
    file: GUARD_FILE,
    find: 'SCALARS_REFUSED.test(name)',
    replace: 'false',
    seenBy: GUARD_TESTS,
  },
  {
    guard: 'guard: a file may stand for a table',
    file: GUARD_FILE,
    find: "node.type === 'BASE_TABLE' &&",
    replace: 'false &&',
    seenBy: GUARD_TESTS,
  },
  {
    guard: 'locked down: a reader reaches files',
    file: 'sql/queries/lock-down.sql',
    find: 'set enable_external_access = false;',
    replace: '',
    seenBy: GUARD_TESTS,
  },
  {
    guard: 'locked down: a reader changes settings',
    file: 'sql/queries/lock-down.sql',
    find: 'set lock_configuration = true',
    replace: 'select 1',
    seenBy: GUARD_TESTS,
  },
  {
    guard: 'exit code: a wrong account ends as a partial run does',
    file: 'src/contract/errors.ts',
    find: "this.recovery === 'stop' ? EXIT.usage : EXIT.partial",
    replace: 'EXIT.partial',
    seenBy: ['test/contract/errors.test.ts'],
  },
];
