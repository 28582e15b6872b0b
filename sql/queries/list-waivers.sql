-- Waivers that hold at an instant, of every stream.
select account,
       stream,
       epoch_ms(window_start) as start_ms,
       epoch_ms(window_end)   as end_ms,
       "by",
       reason,
       epoch_ms(until)        as until_ms
  from sync.checks
 where verdict = 'waived'
   and (until is null or until > cast($now as timestamp))
 order by checked_at desc
