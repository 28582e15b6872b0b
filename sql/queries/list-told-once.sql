-- Days that are held without a row, and that the vendor's totals called so within one hour alone: a lapse of theirs lasts
-- as long. What nobody could ask for in a week is left as it is.
with told as (
  select window_start, window_end, min(checked_at) as first_at, max(checked_at) as last_at
    from sync.checks
   where account = $account
     and stream  = $stream
     and witness = 'totals'
     and verdict in ('equal', 'differs')
     and window_end - window_start = interval 1 day
   group by all
  having last_at - first_at < interval 1 hour
     and first_at between cast($now as timestamp) - interval 7 day and cast($now as timestamp) - interval 1 hour
)
select epoch_ms(windows.window_start) as start_ms,
       epoch_ms(windows.window_end)   as end_ms
  from sync.windows as windows
  join told using (window_start, window_end)
 where windows.account  = $account
   and windows.stream   = $stream
   and windows.state    = 'verified'
   and windows.received = 0
 order by windows.window_start
