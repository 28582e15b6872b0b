-- How fresh is each report, and does anything miss? Behind is counted from when we last asked any vendor.
with last as (
  select max(last_fetched_at) as asked_at
    from sync.freshness
)
select account,
       stream,
       covered_from,
       complete_until,
       holes,
       received,
       last_fetched_at,
       date_diff('second', complete_until, asked_at) as seconds_behind
  from sync.freshness
 cross join last
 order by seconds_behind desc nulls first, account, stream
