-- A row of a month that is forgotten: one is too many. Zone maps keep this away from the rest of the table.
select 1 as is_late
  from {{table}}
 where account = {{account}}
   and {{event}} >= make_timestamp($starts_ms * 1000)
   and {{event}} <  make_timestamp($ends_ms * 1000)
 limit 1
