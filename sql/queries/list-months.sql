-- Gaming months of one table that are over for so long, and from where to where their rows' windows reach. Bounds come
-- from the table of days: macros within macros took 17 s to be read.
with months as materialized (
  select cast(date_trunc('month', gaming_day) as date) as first_day, min(starts) as starts, max(ends) as ends
    from sync.gaming_days
   group by all
), kept as materialized (
  select max(kept.starts) as since
    from months as kept
    join months as this on kept.first_day = cast(this.first_day - {{keep}} * interval 1 month as date)
   where this.starts <= timestamp {{now}}
     and this.ends   >  timestamp {{now}}
), found as (
  select account, cast(date_trunc('month', ggr.gaming_day({{event}})) as date) as first_day, window_start
    from {{table}}
   where {{event}} < (select since from kept)
)
select found.account,
       strftime(first_day, '%Y-%m')        as month,
       count(*)                            as rows,
       cast(any_value(starts) as varchar)  as starts,
       cast(any_value(ends) as varchar)    as ends,
       cast(min(window_start) as varchar)  as first_window,
       cast(max(window_start) as varchar)  as last_window
  from found
  join months using (first_day)
 group by all
 order by all
