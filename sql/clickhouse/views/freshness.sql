-- sync.freshness: How far each stream is complete without a hole: as sql/marts/freshness.sql.
with held as (
  select w.account as account, w.stream as stream, w.window_start as window_start, w.window_end as window_end,
         w.fetched_at as fetched_at, w.received as received, p.proof in ('verified', 'checked') as is_proven
    from sync.windows as w
    join sync.proofs as p
      on p.account = w.account and p.stream = w.stream and p.window_start = w.window_start and p.window_end = w.window_end
   where w.state in ('loaded', 'verified', 'mismatch')
     and p.is_window
), marked as (
  select *,
         window_start > ifNull(max(toNullable(window_end)) over (partition by account, stream order by window_start
                                                                 rows between unbounded preceding and 1 preceding), window_start) as opens_island
    from held
), islands as (
  select *, toInt64(sum(opens_island) over (partition by account, stream order by window_start rows between unbounded preceding and current row)) as island
    from marked
)
select i.account                                                  as account,
       i.stream                                                   as stream,
       toNullable(min(i.window_start))                            as covered_from,
       maxOrNullIf(i.window_end, i.island = 0)                    as complete_until,
       if(max(i.is_proven) = 0, null,
          least(ifNull(minOrNullIf(i.window_start, i.is_proven = 0), maxOrNullIf(i.window_end, i.island = 0)),
                maxOrNullIf(i.window_end, i.island = 0)))         as verified_until,
       toNullable(max(i.window_end))                              as covered_until,
       max(i.island)                                              as holes,
       toInt64(count())                                           as windows,
       sum(i.received)                                            as received,
       max(i.fetched_at)                                          as last_fetched_at
  from islands as i
 group by i.account, i.stream

union all

select account,
       stream,
       coalesce(first_event_at, complete_until),
       complete_until,
       cast(null as Nullable(DateTime64(6, 'UTC'))),
       if(last_event_at is null or complete_until is null, coalesce(last_event_at, complete_until), greatest(last_event_at, complete_until)),
       0,
       0,
       rows,
       reached_end_at
  from sync.cursors
 where range_start is null
