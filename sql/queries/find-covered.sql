-- Until when a stream is loaded.
select epoch_ms(max(complete_until)) as until_ms
  from sync.freshness
 where stream = $stream
