-- The window whose parts have taken its place; its refused records stay until the last part is read.
update sync.rejects
   set window_start = (select max(window_start)
                         from sync.windows
                        where account = $account
                          and stream  = $stream
                          and window_end = cast($end as timestamp))
 where account = $account
   and stream  = $stream
   and window_start = cast($start as timestamp)
   and window_end   = cast($end as timestamp);
delete from sync.windows
 where account = $account
   and stream  = $stream
   and window_start = cast($start as timestamp)
   and window_end   = cast($end as timestamp)
