-- How far every window was proved at an instant, by the checks alone that were made by then: states have no history.
with newest as (
  select c.account                          as account,
         c.stream                           as stream,
         c.window_start                     as window_start,
         c.window_end                       as window_end,
         max(c.checked_at)                  as newest_at,
         max(c.place)                       as newest_place,
         argMax(c.verdict, c.place)         as newest_verdict,
         argMax(c.witness, c.place)         as newest_witness
    from (select *, tuple(checked_at, verdict = 'differs', witness != 'totals') as place from sync.checks) as c
   where c.verdict in ('equal', 'differs')
     and c.checked_at <= {{instant}}
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
         argMax(by_day.newest_verdict, by_day.place)     as covered_verdict,
         argMax(by_day.newest_witness, by_day.place)     as covered_witness
    from (select *, toDate32(window_start) as day from sync.windows) as w
    join by_day
      on by_day.account = w.account and by_day.stream = w.stream and by_day.day = w.day
   where by_day.window_start <= w.window_start
     and by_day.window_end   >= w.window_end
   group by w.account, w.stream, w.window_start, w.window_end
)
select w.account      as account,
       w.stream       as stream,
       w.window_start as window_start,
       w.window_end   as window_end,
       multiIf(covered.covered_verdict = 'equal' and covered.covered_witness = 'totals', 'verified',
               covered.covered_verdict = 'equal', 'checked',
               covered.covered_verdict = 'differs', 'differs',
               'unproven')  as proof,
       true                 as is_window
  from sync.windows as w
  left join covered
    on covered.account = w.account and covered.stream = w.stream
   and covered.window_start = w.window_start and covered.window_end = w.window_end
 where w.window_start < {{instant}}

union all

select account, stream, window_start, window_end,
       if(newest_verdict = 'equal', 'checked', 'differs'),
       false
  from newest
 where (account, stream) not in (select account, stream from sync.windows)
