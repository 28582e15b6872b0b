-- Failed attempts that touch an interval.
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
   and state in ('failed', 'pending')
   and fetched_at is null
   and window_start < cast($end as timestamp)
   and window_end   > cast($start as timestamp)
