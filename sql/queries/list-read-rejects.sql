-- What one read refused, as it came.
select id, kind, raw, accepted_at is null as is_open
  from sync.rejects
 where account = $account
   and stream  = $stream
   and window_start = cast($start as timestamp)
   and window_end   = cast($end as timestamp)
   and epoch_ms(fetched_at) = $fetched
 order by id
