-- The ledger of one stream for planning, ten years of hours in a hundred rows: windows that follow each other and
-- are certainly final are one stretch, those near the ends of a stretch, and all others, stand by themselves.
with kinds as (
  select *,
         case
           when state in ('failed', 'pending', 'mismatch') or truncated is not null
             or fetched_at > cast($now as timestamp)
             or fetched_at is not null and window_end > cast($now as timestamp)
             or window_start < cast($each_end as timestamp) and window_end > cast($each_start as timestamp) then null
           when state = 'expired' then if($joins_expired, 'lost', null)
           -- not read past the end of the longest unit it can stand in, and past the lag that counts lately (plan.ts)
           when coalesce(reach, fetched_at)
                < window_start + to_milliseconds(cast($unit_ms as double))
                + if(window_start < cast($settled as timestamp), interval 0 second,
                     to_milliseconds(cast($lag_ms as double))) then null
           else 'held'
         end as kind
    from sync.windows
   where account = $account
     and stream  = $stream
), marked as (
  select *,
         row_number() over ordered as number,
         kind is null
           or kind is distinct from lag(kind) over ordered
           or window_start is distinct from lag(window_end) over ordered as opens
    from kinds
  window ordered as (order by window_start, window_end)
), numbered as (
  select *, count(*) filter (opens) over (order by number rows unbounded preceding) as stretch
    from marked
), bounded as (
  select *,
         window_start < min(window_start) over of_stretch + to_milliseconds(cast($near_ms as double))
           or window_end > max(window_end) over of_stretch - to_milliseconds(cast($near_ms as double)) as is_near
    from numbered
  window of_stretch as (partition by stretch)
)
select epoch_ms(min(window_start))                as start_ms,
       epoch_ms(max(window_end))                  as end_ms,
       any_value(state)                           as state,
       epoch_ms(max(fetched_at))                  as fetched_ms,
       epoch_ms(max(coalesce(reach, fetched_at))) as reach_ms,
       cast(sum(received) as bigint)              as received,
       cast(max(attempts) as integer)             as attempts,
       any_value(error)                           as error,
       any_value(truncated)                       as truncated
  from bounded
 group by stretch, if(is_near, number, null)
 order by start_ms, end_ms
