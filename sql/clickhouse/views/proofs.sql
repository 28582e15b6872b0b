-- sync.proofs: How far every window is proved: as sql/marts/parts/proofs.sql.
with newest as (
  select c.account                          as account,
         c.stream                           as stream,
         c.window_start                     as window_start,
         c.window_end                       as window_end,
         max(c.checked_at)                  as newest_at,
         max(c.place)                       as newest_place,
         argMax(c.verdict, c.place)         as newest_verdict
    from (select *, tuple(checked_at, verdict = 'differs', witness != 'totals') as place from sync.checks) as c
   where c.verdict in ('equal', 'differs')
   group by c.account, c.stream, c.window_start, c.window_end
), by_day as (
  select *,
         tuple(newest_at, toUnixTimestamp64Micro(window_start) - toUnixTimestamp64Micro(window_end), newest_place) as place,
         arrayJoin(arrayMap(i -> addDays(toDate32(window_start), i),
                            range(toUInt64(dateDiff('day', toDate32(window_start), toDate32(addMicroseconds(window_end, -1))) + 1)))) as day
    from newest
), covered as (
  select w.account                                       as account,
         w.stream                                        as stream,
         w.window_start                                  as window_start,
         w.window_end                                    as window_end,
         argMax(by_day.newest_verdict, by_day.place)     as covered_verdict
    from (select *, toDate32(window_start) as day from sync.windows) as w
    join by_day
      on by_day.account = w.account and by_day.stream = w.stream and by_day.day = w.day
   where by_day.window_start <= w.window_start
     and by_day.window_end   >= w.window_end
     and w.state = 'loaded'
     and by_day.newest_at >= w.fetched_at
   group by w.account, w.stream, w.window_start, w.window_end
)
select w.account      as account,
       w.stream       as stream,
       w.window_start as window_start,
       w.window_end   as window_end,
       multiIf(w.state = 'verified', 'verified',
               w.state = 'mismatch', 'differs',
               w.state = 'loaded' and covered.covered_verdict = 'equal', 'checked',
               'unproven')  as proof,
       true                 as is_window
  from sync.windows as w
  left join covered
    on covered.account = w.account and covered.stream = w.stream
   and covered.window_start = w.window_start and covered.window_end = w.window_end

union all

select account, stream, window_start, window_end,
       if(newest_verdict = 'equal', 'checked', 'differs'),
       false
  from newest
 where (account, stream) not in (select account, stream from sync.windows)
