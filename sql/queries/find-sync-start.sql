-- The remembered start of a stream.
select epoch_ms(sync_start) as start_ms
  from sync.streams
 where account = $account
   and stream  = $stream
