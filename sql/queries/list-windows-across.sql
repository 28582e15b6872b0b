-- Windows that hold rows and reach beyond an interval that they touch.
select epoch_ms(window_start) as start_ms,
       epoch_ms(window_end)   as end_ms
  from sync.windows
 where account = $account
   and stream  = $stream
   and fetched_at is not null
   and window_start < cast($end as timestamp)
   and window_end   > cast($start as timestamp)
   and (window_start < cast($start as timestamp) or window_end > cast($end as timestamp))
