-- Refused records of an interval, whole: what the vendor counts and we do not hold.
select raw
  from sync.rejects
 where account = $account
   and stream  = $stream
   and window_start >= cast($start as timestamp)
   and window_end   <= cast($end as timestamp)
 limit $most
