-- The rows of one table as they were believed at an instant: as sql/marts/parts/believed.sql.
(select {{columns}}
   from {{table}} as t
  where t.fetched_at <= {{instant}}
    and (t.account, {{record_key}}) not in (
        select account, record_key
          from sync.revisions
         where stream = {{stream}}
           and reason <> 'superseded'
           and fetched_at  <= {{instant}}
           and replaced_at >  {{instant}})
  union all
 select {{from_revision}}
   from (
   select *
     from sync.revisions
    where stream = {{stream}}
      and reason <> 'superseded'
      and fetched_at  <= {{instant}}
      and replaced_at >  {{instant}}
    order by replaced_at
    limit 1 by account, record_key) as v)
