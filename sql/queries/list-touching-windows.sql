-- What of the ledger touches an interval: one look tells what is to be split, replaced, and when it was first whole.
select epoch_ms(window_start) as start_ms,
       epoch_ms(window_end)   as end_ms,
       state,
       epoch_ms(fetched_at)   as fetched_ms,
       epoch_ms(coalesce(reach, fetched_at)) as reach_ms,
       received,
       attempts,
       error,
       truncated,
       cast(closed_at as varchar) as closed_at
  from sync.windows
 where account = $account
   and stream  = $stream
   and window_start < cast($end as timestamp)
   and window_end   > cast($start as timestamp)
