-- Deletions of keys that stand no more in the month in which a version of them stood: withdrawn, or moved to another one.
-- The few keys are looked up among the table's, not the other way round.
with gone as materialized (
  select distinct on ({{key}}, month)
         account, {{from_row}}event_at as {{clock}}, date_trunc('month', event_at) as month
    from sync.revisions as t
   where {{where}}
), standing as materialized (
  select {{own_key}}, date_trunc('month', t.{{clock}}) as month
    from {{table}} as t
   where t.{{clock}} >= {{first}}
     and t.{{clock}} <  {{last}}
     and ({{own_key}}) in (select ({{key}}) from gone)
)
select cast(json_array({{values}}) as varchar) as line
  from gone
 where not exists (
       select 1
         from standing
        where standing.month = gone.month
          and {{same_key}})
