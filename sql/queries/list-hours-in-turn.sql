-- Verified parts of days, those whose own totals were asked for longest ago first: sync.checks says whose turn it is.
with own as (
  select window_start, window_end, max(checked_at) as checked_at
    from sync.checks
   where account = $account
     and stream  = $stream
     and witness = 'totals'
     and verdict in ('equal', 'differs')
     and window_start >= cast($since as timestamp)
   group by all
)
select epoch_ms(windows.window_start) as start_ms,
       epoch_ms(windows.window_end)   as end_ms
  from sync.windows as windows
  left join own using (window_start, window_end)
 where windows.account = $account
   and windows.stream  = $stream
   and windows.state   = 'verified'
   and windows.window_start >= cast($since as timestamp)
   and windows.window_end - windows.window_start < interval 1 day
 order by own.checked_at nulls first, windows.window_start
 limit $most
