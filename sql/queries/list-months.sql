-- Gaming months of one table that are over for so long, and from where to where their rows' windows reach.
select t.account                                                               as account,
       strftime(ggr.gaming_day(t.{{event}}), '%Y-%m')                          as month,
       count(*)                                                                as rows,
       cast(ggr.gaming_day_starts(cast(date_trunc('month', min(ggr.gaming_day(t.{{event}}))) as date)) as varchar) as starts,
       cast(ggr.gaming_day_starts(cast(date_trunc('month', min(ggr.gaming_day(t.{{event}}))) + interval 1 month as date)) as varchar) as ends,
       cast(min(t.window_start) as varchar)                                    as first_window,
       cast(max(t.window_start) as varchar)                                    as last_window
  from {{table}} as t
 where t.{{event}} < ggr.gaming_day_starts(cast(date_trunc('month', ggr.gaming_day(timestamp {{now}})) - {{keep}} * interval 1 month as date))
 group by all
 order by all
