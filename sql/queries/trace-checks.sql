-- Every comparison that covered the window of a bet, oldest first.
select stream, window_start, window_end, witness, verdict, ours_count, ours_stake, ours_ggr,
       theirs_count, theirs_stake, theirs_ggr, reason, checked_at, run_id, "by", until
  from sync.checks
 where account = $account
   and stream  = $stream
   and window_start <= cast($at as timestamp)
   and window_end   >  cast($at as timestamp)
 order by checked_at, window_start
