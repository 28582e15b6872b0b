-- The windows of one stream and day (UTC), and all that is known of each: its counts, the vendor's, and its newest check.
with asked as (
  select *
    from sync.windows
   where account      = $account
     and stream       = $stream
     and window_start < cast($day as timestamp) + interval 1 day
     and window_end   > cast($day as timestamp)
), told as (
  select asked.window_start,
         arg_max(checks.witness, checks.checked_at)                                    as witness,
         arg_max(checks.verdict, checks.checked_at)                                    as verdict,
         max(checks.checked_at)                                                        as checked_at,
         arg_max(checks.ours_count, checks.checked_at)                                 as ours_count,
         arg_max(checks.ours_ggr, checks.checked_at)                                   as ours_ggr,
         arg_max(checks.theirs_count, checks.checked_at)                               as theirs_count,
         arg_max(checks.theirs_ggr, checks.checked_at)                                 as theirs_ggr,
         arg_max(checks.ours_ggr - checks.theirs_ggr, checks.checked_at)               as difference,
         arg_max(checks.reason, checks.checked_at)                                     as reason
    from asked
    join sync.checks as checks
      on checks.account       = asked.account
     and checks.stream        = asked.stream
     and checks.window_start <= asked.window_start
     and checks.window_end   >= asked.window_end
     and checks.witness      <> 'person'
   group by asked.window_start
)
select windows.window_start,
       windows.window_end,
       {{state}} as state,
       windows.received,
       windows.inserted,
       windows.updated,
       windows.unchanged,
       windows.withdrawn,
       windows.quarantined,
       windows.attempts,
       windows.fetched_at,
       windows.error,
       windows.truncated,
       told.witness,
       told.verdict,
       told.checked_at,
       told.ours_count,
       told.ours_ggr,
       told.theirs_count,
       told.theirs_ggr,
       told.difference,
       told.reason
  from asked as windows
  left join sync.proofs as proofs using (account, stream, window_start, window_end)
  left join told on told.window_start = windows.window_start
 order by windows.window_start
