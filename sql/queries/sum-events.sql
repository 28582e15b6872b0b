-- What we hold of an interval that is no window, by the clock by which the vendor filters.
select count(*)                                                              as rows,
       cast(coalesce(sum({{stake}}), 0) as varchar)                          as stake,
       cast(coalesce(-sum({{net}}), 0) as varchar)                           as ggr,
       (select count(*)
          from sync.rejects
         where account = $account
           and stream  = $stream
           and window_start < cast($end as timestamp)
           and window_end   > cast($start as timestamp))                      as rejects,
       (select count(*)
          from sync.rejects
         where account = $account
           and accepted_at is null
           and stream  = $stream
           and window_start < cast($end as timestamp)
           and window_end   > cast($start as timestamp))                      as open_rejects
  from {{table}}
 where account = $account
   and {{event_time}} >= cast($start as timestamp)
   and {{event_time}} <  cast($end as timestamp)
