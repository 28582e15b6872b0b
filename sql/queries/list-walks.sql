-- The ledger of a cursor stream, for planning; the walk of sync has no range.
select epoch_ms(range_start)    as range_start_ms,
       epoch_ms(range_end)      as range_end_ms,
       start_cursor,
       cursor,
       resume_cursor,
       resume_rows,
       is_whole,
       is_complete,
       epoch_ms(complete_until) as complete_until_ms,
       epoch_ms(first_event_at) as first_event_ms,
       rows,
       attempts,
       error
  from sync.cursors
 where account = $account
   and stream  = $stream
 order by range_start nulls first, range_end
