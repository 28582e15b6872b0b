-- Until when a stream is loaded.
select epoch_ms(max(window_end)) as until_ms
  from sync.windows
 where stream = $stream
   and state in ('loaded', 'verified', 'mismatch')
