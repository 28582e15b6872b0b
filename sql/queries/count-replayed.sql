-- A window whose refused records have become rows: as many less are refused, received stays their sum, and it is to
-- be compared again. A record that the answer repeats was counted each time and stands once: when none is left, the
-- repetitions are what they always are, unchanged.
update sync.windows as w
   set received    = greatest(received, received + $replayed - quarantined),
       inserted    = inserted + $inserted,
       updated     = updated + $updated,
       unchanged   = unchanged + $unchanged + if(left_over.number = 0, greatest(quarantined - $replayed, 0), 0),
       quarantined = if(left_over.number = 0, 0, greatest(quarantined - $replayed, 0)),
       state       = if(state in ('verified', 'mismatch'), 'loaded', state),
       error       = if(state = 'mismatch', null, error),
       explained   = null
  from (select count(*) as number
          from sync.rejects
         where account = $account
           and stream  = $stream
           and window_start >= cast($start as timestamp)
           and window_end   <= cast($end as timestamp)) as left_over
 where w.account = $account
   and w.stream  = $stream
   and w.window_start <= cast($start as timestamp)
   and w.window_end   >= cast($end as timestamp)
