-- Which days are not covered whole? Every stream with windows against the calendar, from its first window to its last.
with held as (
  select account, stream, window_start, window_end
    from sync.windows
   where state in ('loaded', 'verified', 'mismatch')
), spans as (
  select account, stream, min(window_start) as first_start, max(window_end) as last_end
    from held
   group by account, stream
), days as (
  select account,
         stream,
         unnest(generate_series(date_trunc('day', first_start), last_end, interval '1 day')) as day,
         first_start,
         last_end
    from spans
), expected as (
  select account,
         stream,
         day,
         date_diff('second', greatest(day, first_start), least(day + interval '1 day', last_end)) as seconds
    from days
), covered as (
  select expected.account,
         expected.stream,
         expected.day,
         expected.seconds,
         coalesce(sum(date_diff('second', greatest(day, window_start), least(day + interval '1 day', window_end))), 0) as held_seconds
    from expected
    left join held
      on held.account      = expected.account
     and held.stream       = expected.stream
     and held.window_start < expected.day + interval '1 day'
     and held.window_end   > expected.day
   group by all
)
select account,
       stream,
       cast(day as date)                      as day,
       (seconds - held_seconds) / 3600.0      as hours_missing
  from covered
 where held_seconds < seconds
 order by day, account, stream
-- DuckDB's SQL. ClickHouse: generate_series and unnest are arrayJoin(arrayMap(…, range(…))) there.
