-- Comparisons of a stream since an instant.
select epoch_ms(window_start) as start_ms,
       epoch_ms(window_end)   as end_ms,
       verdict,
       epoch_ms(checked_at)   as checked_ms
  from sync.checks
 where account = $account
   and stream  = $stream
   and checked_at > cast($since as timestamp)
