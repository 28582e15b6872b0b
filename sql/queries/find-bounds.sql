-- Event times between which this window's rows lie, staged or stored: with them as literals, zone maps
-- keep every later statement away from the rest of the table (23 ms against 62 ms in 5 M rows).
with staged as (
  select min({{event}}) as first, max({{event}}) as last from stage
), stored as (
  select min({{event}}) as first, max({{event}}) as last
    from {{table}}
   where account = {{account}}
     and window_start >= {{start}}
     and window_start <  {{end}}
)
select cast(coalesce(least(staged.first, stored.first), {{start}}) as varchar)    as first,
       cast(coalesce(greatest(staged.last, stored.last), {{start}}) as varchar)   as last
  from staged, stored
