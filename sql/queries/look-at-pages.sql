-- Before pages go straight into the facts: between which events they lie, and whether their window has rows already.
select {{replaces}} and exists (
           select 1
             from {{table}}
            where account = {{account}}
              and window_start >= {{start}}
              and window_start <  {{end}})              as has_rows,
       cast(min(list_min({{event}})) as varchar)        as first,
       cast(max(list_max({{event}})) as varchar)        as last
  from {{lists}}
