/** What guards planning, reading and giving up. */
import type { Mutant } from '../mutant.ts';

const PLAN = 'src/sync/plan.ts';
const RETENTION = 'src/sync/retention.ts';
const READ_WINDOW = 'src/sync/read-window.ts';
const JOB_STATE = 'src/sync/job-state.ts';
const PLAN_TESTS = ['test/sync/plan.test.ts', 'test/sync/plan-guards.test.ts'];
const PLAN_GUARDS = ['test/sync/plan-guards.test.ts'];
const LOAD_WINDOW_GUARDS = ['test/sync/load-window-guards.test.ts'];
const LOAD_WALK_GUARDS = ['test/sync/load-walk-guards.test.ts'];
const JOB_STATE_GUARDS = ['test/sync/job-state.test.ts'];

export const syncMutants: readonly Mutant[] = [
  {
    guard: 'dueUntil: a window may end within a second',
    file: PLAN,
    find: 'return Math.floor(instant / SECOND_MS) * SECOND_MS;',
    replace: 'return instant;',
    seenBy: PLAN_GUARDS,
  },
  {
    guard: 'dueUntil: days that are not over count as closed',
    file: PLAN,
    find: "if (rules.days === 'closed') return dayAt(until, 'UTC').start;",
    replace: '',
    seenBy: PLAN_TESTS,
  },
  {
    guard: 'isCutOff: a window that the vendor keeps in part is read again',
    file: PLAN,
    find: 'overlaps(w, piece)));',
    replace: 'false));',
    seenBy: PLAN_GUARDS,
  },
  {
    guard: 'keptFrom: an hour that is kept in part is given up (ceil)',
    file: RETENTION,
    find: 'Math.floor((now - retentionDays * DAY_MS) / HOUR_MS)',
    replace: 'Math.ceil((now - retentionDays * DAY_MS) / HOUR_MS)',
    seenBy: PLAN_GUARDS,
  },
  {
    guard: 'provisional: slices of a closed hour are never read again',
    file: PLAN,
    find: '&& lastsProvisional(unit, reach, lag);',
    replace: '&& false;',
    seenBy: PLAN_GUARDS,
  },
  {
    guard: 'widen: a part of a held window is read again without the rest',
    file: PLAN,
    find: '&& !contains(piece, window)) touched',
    replace: '&& false) touched',
    seenBy: PLAN_TESTS,
  },
  {
    guard: 'planWithin: a window is asked for that the other stream does not hold whole',
    file: PLAN,
    find: '.filter((window) => contains(island, window))',
    replace: '',
    seenBy: PLAN_GUARDS,
  },
  {
    guard: 'failed: what was loaded since is asked for again',
    file: PLAN,
    find: 'subtract(intersect([range], failed), held)',
    replace: 'intersect([range], failed)',
    seenBy: PLAN_GUARDS,
  },
  {
    guard: 'held: a window that failed counts as held',
    file: 'src/contract/ledger.ts',
    find: "return window.state !== 'failed' && window.state !== 'pending';",
    replace: "return window.state !== 'pending';",
    seenBy: PLAN_TESTS,
  },
  {
    guard: 'total: a read with fewer records than the vendor counts is whole',
    file: READ_WINDOW,
    find: 'received === total',
    replace: 'true',
    seenBy: LOAD_WINDOW_GUARDS,
  },
  {
    guard: 'total: it may change from page to page',
    file: READ_WINDOW,
    find: 'page > 1 && answer.total !== total',
    replace: 'false',
    seenBy: LOAD_WINDOW_GUARDS,
  },
  {
    guard: 'split: a record on two pages is no sign',
    file: READ_WINDOW,
    find: 'mayBeSplit ? await stage.splitKeys() : 0',
    replace: '0',
    seenBy: LOAD_WINDOW_GUARDS,
  },
  {
    guard: 'split: a refused record on two pages is no sign',
    file: 'sql/queries/count-split-keys.sql',
    find: 'where record_key is not null',
    replace: 'where false',
    seenBy: LOAD_WINDOW_GUARDS,
  },
  {
    guard: "clock: a window that is not over by the vendor's clock is committed",
    file: 'src/sync/vendor-clock.ts',
    find: '+ CLOCK_PRECISION_MS >= window.end',
    replace: '>= 0',
    seenBy: LOAD_WINDOW_GUARDS,
  },
  {
    guard: 'truncated: the ledger does not say that the vendor kept rows back',
    file: READ_WINDOW,
    find: 'truncated ??= answer.truncated ?? null;',
    replace: '',
    seenBy: LOAD_WINDOW_GUARDS,
  },
  {
    guard: 'clock: hours that a clock ahead has read are held',
    file: PLAN,
    find: '(end > now || fetchedAt > now)',
    replace: 'false',
    seenBy: ['test/sync/vendor-clock.test.ts'],
  },
  {
    guard: "clock: without a vendor's clock the first read of a closed hour is the last",
    file: 'src/sync/vendor-clock.ts',
    find: 'return fetchedAt - UNKNOWN_CLOCK_MS;',
    replace: 'return fetchedAt;',
    seenBy: ['test/sync/vendor-clock.test.ts'],
  },
  {
    guard: "doubt: two wrong reads outweigh the vendor's totals",
    file: 'src/sync/witness.ts',
    find: 'return theirs === ours',
    replace: 'return theirs !== undefined',
    seenBy: ['test/sync/doubt.test.ts'],
  },
  {
    guard: 'breaker: a vendor that is down is asked for every window',
    file: JOB_STATE,
    find: 'this.#failuresInARow < FAILURES_IN_A_ROW',
    replace: 'true',
    seenBy: JOB_STATE_GUARDS,
  },
  {
    guard: 'breaker: it is off in a run of windows',
    file: JOB_STATE,
    find: 'const FAILURES_IN_A_ROW = 5;',
    replace: 'const FAILURES_IN_A_ROW = 500;',
    seenBy: ['test/sync/faults.test.ts'],
  },
  {
    guard: 'reset: a window that loads does not begin the count of failures anew',
    file: JOB_STATE,
    find: 'this.#failuresInARow = 0;',
    replace: '',
    seenBy: JOB_STATE_GUARDS,
  },
  {
    guard: 'stop: a wrong key fails window after window',
    file: JOB_STATE,
    find: "if (error.recovery === 'stop') return error;",
    replace: '',
    seenBy: JOB_STATE_GUARDS,
  },
  {
    guard: 'walk: one from the middle of a report proves it complete',
    file: 'sql/queries/advance-walk.sql',
    find: 'when $ended and is_whole',
    replace: 'when $ended',
    seenBy: LOAD_WALK_GUARDS,
  },
  {
    guard: 'walk: the clock of a vendor that is behind ours is not asked',
    file: 'src/sync/load-walk.ts',
    find: 'Math.min(0, vendorAheadMs)',
    replace: '0',
    seenBy: LOAD_WALK_GUARDS,
  },
  {
    guard: 'walk: a backfill stores what lies outside its range',
    file: 'src/sync/load-walk.ts',
    find: 'time === undefined || (time >= start && time < end)',
    replace: 'true',
    seenBy: LOAD_WALK_GUARDS,
  },
  {
    guard: 'walk: the cursor stays where it stood, behind its rows',
    file: 'sql/queries/advance-walk.sql',
    find: 'set cursor         = $cursor,',
    replace: 'set cursor         = cursor,',
    seenBy: LOAD_WALK_GUARDS,
  },
  {
    guard: 'locks: two commands pull one stream at the same time',
    file: 'src/sync/stream-locks.ts',
    find: 'keys.some((key) => other.keys.has(key))',
    replace: 'false',
    seenBy: ['test/sync/stream-locks.test.ts'],
  },
  {
    guard: 'exit code: a run that quarantined a record ends well',
    file: 'src/sync/pull.ts',
    find: ' + o.refusedNew > 0',
    replace: ' > 0',
    seenBy: ['test/sync/quarantine.test.ts'],
  },
  {
    guard: 'look: rows that come late into verified hours are never looked for',
    file: 'src/sync/look-back.ts',
    find: 'end > now - LOOK_BACK_MS',
    replace: 'end > now + LOOK_BACK_MS',
    seenBy: ['test/sync/look-back.test.ts'],
  },
  {
    guard: 'turn: the same hours have their turn every night',
    file: 'sql/queries/list-hours-in-turn.sql',
    find: 'order by own.checked_at nulls first, ',
    replace: 'order by ',
    seenBy: ['test/sync/hours-turn.test.ts'],
  },
  {
    guard: "each hour: totals that contradict the vendor's own day mark our hours",
    file: 'src/sync/each-hour.ts',
    find: "areAtFault ? undefined : 'mismatch'",
    replace: "'mismatch'",
    seenBy: ['test/sync/hours-turn.test.ts'],
  },
];
