-- What a run has read: its windows, and the walks that it moved on, whose rows are those fetched since it began.
select windows.account,
       windows.stream,
       epoch_ms(windows.window_start) as start_ms,
       epoch_ms(windows.window_end)   as end_ms
  from sync.windows as windows
 where windows.run_id = cast($run as uuid)
   and windows.state in ('loaded', 'verified', 'mismatch')
union all
select account, stream, null, null
  from sync.cursors
 where run_id = cast($run as uuid)
 order by 1, 2, 3
