-- Every row of the ledger that lies inside a window gives way to it.
delete from sync.windows
 where account = $account
   and stream  = $stream
   and window_start >= cast($start as timestamp)
   and window_end   <= cast($end as timestamp)
