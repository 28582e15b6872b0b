-- What of the ledger of one stream touches any of some intervals, which are given as JSON: [[from, until], …] in ms.
with near as (
  select make_timestamp_ms(pair[1]) as near_start,
         make_timestamp_ms(pair[2]) as near_end
    from (select unnest(from_json($near, '[["BIGINT"]]')) as pair)
)
select distinct
       epoch_ms(windows.window_start) as start_ms,
       epoch_ms(windows.window_end)   as end_ms,
       windows.state,
       epoch_ms(windows.fetched_at)   as fetched_ms,
       epoch_ms(coalesce(windows.reach, windows.fetched_at)) as reach_ms,
       windows.received,
       windows.attempts,
       windows.error,
       windows.truncated
  from sync.windows as windows
  join near
    on windows.window_start < near.near_end
   and windows.window_end   > near.near_start
 where windows.account = $account
   and windows.stream  = $stream
