-- The windows of one stream and day (UTC), and all that is known of each: its counts, the vendor's, and its newest check.
with asked as (
  select *
    from sync.windows
   where account      = $account
     and stream       = $stream
     and window_start < cast($day as timestamp) + interval 1 day
     and window_end   > cast($day as timestamp)
), told as (
  -- one check whole: arg_max passes over nulls, and would mix what an older one said into the newest
  select asked.window_start,
         checks.witness,
         checks.verdict,
         checks.checked_at,
         checks.ours_count,
         checks.ours_ggr,
         checks.theirs_count,
         checks.theirs_ggr,
         checks.ours_ggr - checks.theirs_ggr as difference,
         checks.reason
    from asked
    join sync.checks as checks
      on checks.account       = asked.account
     and checks.stream        = asked.stream
     and checks.window_start <= asked.window_start
     and checks.window_end   >= asked.window_end
     and checks.witness      <> 'person'
 qualify row_number() over (partition by asked.window_start
                            order by checks.checked_at desc, checks.window_end - checks.window_start) = 1
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
