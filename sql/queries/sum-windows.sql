-- What we hold of an interval, by the windows in which the rows came, whichever clock the vendor filters by.
select count(*)                                                              as rows,
       cast(coalesce(sum({{stake}}), 0) as varchar)                          as stake,
       cast(coalesce(-sum({{net}}), 0) as varchar)                           as ggr,
       (select count(*)
          from sync.rejects
         where account = $account
           and stream  = $stream
           and window_start >= cast($start as timestamp)
           and window_end   <= cast($end as timestamp))                      as rejects,
       (select count(*)
          from sync.rejects
         where account = $account
           and accepted_at is null
           and stream  = $stream
           and window_start >= cast($start as timestamp)
           and window_end   <= cast($end as timestamp))                      as open_rejects
  from {{table}}
 where account = $account
   and window_start >= cast($start as timestamp)
   and window_start <  cast($end as timestamp)
