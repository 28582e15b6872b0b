-- The kept rows of clean hours, and those of the others from the facts. What is dirty is found out once.
with dirty as materialized (
  from sync.dirty_hours
)
select kept.*
  from sync.kept_players as kept
  anti join dirty
    on dirty.source = kept.source
   and dirty.hour   = kept.hour_start
 union all by name
{{fresh}}
