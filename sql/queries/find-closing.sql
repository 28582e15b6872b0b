-- When an interval was first held whole after its end: as its parts were before, else now; null while it is open.
select cast(coalesce(
         case when sum(epoch_us(window_end) - epoch_us(window_start))
                     = epoch_us(cast($end as timestamp)) - epoch_us(cast($start as timestamp))
              then max(closed_at) end,
         case when cast($now as timestamp) >= cast($end as timestamp) then cast($now as timestamp) end
       ) as varchar) as closed_at
  from sync.windows
 where account = $account
   and stream  = $stream
   and window_start >= cast($start as timestamp)
   and window_end   <= cast($end as timestamp)
   and closed_at is not null
