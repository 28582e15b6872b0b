-- What of the ledger of one stream a sync may hold against the vendor's totals: all that is not verified, what ended
-- lately, and what a difference spans that was found lately (look-back.ts).
select epoch_ms(window_start) as start_ms,
       epoch_ms(window_end)   as end_ms,
       state,
       epoch_ms(fetched_at)   as fetched_ms,
       epoch_ms(coalesce(reach, fetched_at)) as reach_ms,
       received,
       attempts,
       error,
       truncated
  from sync.windows
 where account = $account
   and stream  = $stream
   and state not in ('failed', 'pending', 'expired')
   and (state <> 'verified'
        or window_end > cast($since as timestamp)
        or window_end > (select min(checks.window_start)
                           from sync.checks as checks
                          where checks.account = $account
                            and checks.stream  = $stream
                            and checks.verdict = 'differs'
                            and checks.checked_at > cast($checked_since as timestamp)))
 order by window_start
