-- The answers that an earlier attempt left: the last one counts.
delete from sync.raw_pages
 where account = $account
   and stream  = $stream
   and window_start is not distinct from cast($start as timestamp)
   and window_end   is not distinct from cast($end as timestamp)
