-- Where the ledger of one stream breaks off, for planning: windows that follow each other and are certainly final are
-- told by the first and the last of them, all others by themselves.
with kinds as (
  select window_start,
         window_end,
         case
           when state in ('failed', 'pending', 'mismatch') or truncated is not null
             or fetched_at > cast($now as timestamp)
             or fetched_at is not null and window_end > cast($now as timestamp) then null
           when state = 'expired' then if($joins_expired, 'expired', null)
           -- not read past the end of the longest unit it can stand in, and past the lag that counts lately (plan.ts)
           when coalesce(reach, fetched_at)
                < window_start + to_milliseconds(cast($unit_ms as double))
                + if(window_start < cast($settled as timestamp), interval 0 second,
                     to_milliseconds(cast($lag_ms as double))) then null
           else 'loaded'
         end as kind
    from sync.windows
   where account = $account
     and stream  = $stream
), marked as (
  select window_start,
         window_end,
         kind,
         lag(window_end) over ordered is distinct from window_start
           or lag(kind) over ordered is distinct from kind as opens,
         lead(window_start) over ordered is distinct from window_end
           or lead(kind) over ordered is distinct from kind as closes
    from kinds
  window ordered as (order by window_start, window_end)
)
select epoch_ms(window_start) as start_ms,
       epoch_ms(window_end)   as end_ms,
       kind,
       opens
  from marked
 where kind is null
    or opens
    or closes
 order by window_start, window_end
