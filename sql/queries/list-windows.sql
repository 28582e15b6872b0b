-- What of the ledger of one stream touches an interval.
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
   and window_start < cast($end as timestamp)
   and window_end   > cast($start as timestamp)
 order by window_start
