/**
 * sync.freshness says what it said when it joined every window with its proof and counted islands, and account by account
 * what it says of all at once.
 */
import { expect, test } from 'vitest';
import { readFreshness } from '../../src/load/freshness.ts';
import { quote } from '../../src/load/sql.ts';
import { openMadeUpReport, RUN } from '../support/made-up-report.ts';
import fc from '../support/properties.ts';

const BEFORE = `
with held as (
  select windows.account,
         windows.stream,
         windows.window_start,
         windows.window_end,
         windows.fetched_at,
         windows.received,
         proofs.proof in ('verified', 'checked') as is_proven
    from sync.windows as windows
    join sync.proofs as proofs using (account, stream, window_start, window_end)
   where windows.state in ('loaded', 'verified', 'mismatch')
     and proofs.is_window
), marked as (
  select *,
         window_start > coalesce(
           max(window_end) over (partition by account, stream order by window_start
                                 rows between unbounded preceding and 1 preceding),
           window_start) as opens_island
    from held
), islands as (
  select *, count(*) filter (opens_island) over (partition by account, stream order by window_start
                                                 rows unbounded preceding) as island
    from marked
)
select account,
       stream,
       min(window_start)                                as covered_from,
       max(window_end) filter (island = 0)              as complete_until,
       if(bool_or(is_proven),
          least(min(window_start) filter (not is_proven),
                max(window_end) filter (island = 0)), null)
                                                        as verified_until,
       max(window_end)                                  as covered_until,
       max(island)                                      as holes,
       count(*)                                         as windows,
       cast(sum(received) as bigint)                    as received,
       max(fetched_at)                                  as last_fetched_at
  from islands
 group by account, stream`;

const STATES = ['loaded', 'verified', 'mismatch', 'failed', 'expired'];
const ACCOUNTS = ['a', "o'b"];
const hour = (n: number) => `timestamp '2025-03-01' + interval ${n} hour`;
/** No two the same: the ledger has none, and the join doubled them. */
const windows = fc.uniqueArray(
  fc.record({
    account: fc.constantFrom(...ACCOUNTS),
    stream: fc.constantFrom('a.bets', 'b.bets'),
    start: fc.nat(30),
    hours: fc.constantFrom(1, 1, 1, 1, 4),
    state: fc.constantFrom('verified', 'loaded', ...STATES),
    fetched: fc.integer({ min: 30, max: 60 }),
  }),
  {
    minLength: 1,
    maxLength: 80,
    selector: (w) => `${w.account} ${w.stream} ${w.start} ${w.hours}`,
  },
);
const checks = fc.array(
  fc.record({
    account: fc.constantFrom(...ACCOUNTS),
    stream: fc.constantFrom('a.bets', 'b.bets', 'c.bets'),
    start: fc.nat(30),
    hours: fc.constantFrom(1, 3, 24, 60),
    verdict: fc.constantFrom('equal', 'equal', 'differs', 'inconclusive'),
    at: fc.integer({ min: 20, max: 70 }),
  }),
  { maxLength: 12 },
);

test('for any ledger and any checks', async () => {
  const { run, rows, warehouse } = await openMadeUpReport();
  // an account that only walks has no windows
  await run(`insert into sync.cursors (account, stream, start_cursor, cursor, is_whole, is_complete, complete_until, rows,
                                       attempts, updated_at, run_id)
    values ('walks', 'c.bets', '', '', true, true, ${hour(3)}, 5, 1, ${hour(3)}, '${RUN}')`);
  await fc.assert(
    fc.asyncProperty(windows, checks, async (ledger, told) => {
      const held = ledger.map(
        ({ account, stream, start, hours, state, fetched }) =>
          `(${quote(account)}, '${stream}', ${hour(start)}, ${hour(start + hours)}, '${state}', 1, 1, 0, 0, 0, 0, ${hour(fetched)}, 1, '${RUN}')`,
      );
      const checked = told.map(
        ({ account, stream, start, hours, verdict, at }) =>
          `(${quote(account)}, '${stream}', ${hour(start)}, ${hour(start + hours)}, 'totals', '${verdict}', ${hour(at)}, '${RUN}')`,
      );
      await run(`delete from sync.windows; delete from sync.checks;
        insert into sync.windows (account, stream, window_start, window_end, state, received, inserted, updated, unchanged,
                                  quarantined, withdrawn, fetched_at, attempts, run_id) values ${held.join(', ')};
        ${checked.length > 0 ? `insert into sync.checks (account, stream, window_start, window_end, witness, verdict, checked_at, run_id) values ${checked.join(', ')}` : ''}`);
      const columns =
        'account, stream, covered_from, complete_until, verified_until, covered_until, holes::bigint as holes, windows, received, last_fetched_at';
      const now = await rows(
        `select ${columns} from sync.freshness where windows > 0 order by all`,
      );
      expect(now).toEqual(await rows(`select ${columns} from (${BEFORE}) order by all`));
      const whole = await rows('select * from sync.freshness order by account, stream');
      expect(await readFreshness(warehouse.db)).toEqual(whole);
    }),
    { numRuns: 40 },
  );
});
