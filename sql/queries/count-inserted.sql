-- Rows whose event lies in an interval, and those of them that a run has brought: they were missing.
select count(*)                                                                   as rows,
       count(*) filter (run_id = cast($run as uuid) and revision = 1)             as inserted
  from {{table}}
 where account = $account
   and {{event_time}} >= cast($start as timestamp)
   and {{event_time}} <  cast($end as timestamp)
