-- Refused records of an interval, whole: what the vendor counts and we do not hold, in no earlier state either.
select raw
  from sync.rejects
 where account = $account
   and stream  = $stream
   and window_start >= cast($start as timestamp)
   and window_end   <= cast($end as timestamp)
   and coalesce(record_key not in (select {{key_text}}
                                     from {{table}}
                                    where account = $account
                                      and window_start >= cast($start as timestamp)
                                      and window_start <  cast($end as timestamp)), true)
 limit $most
