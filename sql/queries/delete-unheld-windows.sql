-- Failed attempts that touch an interval; what of them lies outside it is written back.
delete from sync.windows
 where account = $account
   and stream  = $stream
   and state in ('failed', 'pending')
   and fetched_at is null
   and window_start < cast($end as timestamp)
   and window_end   > cast($start as timestamp)
