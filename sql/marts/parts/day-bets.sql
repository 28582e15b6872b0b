-- Figures of gaming days from bets.
select ggr.gaming_day(event_at) as gaming_day,
       source,
       account,
       currency,
       {{measures}}
  from ({{plain}})
 where status <> 'open'
 group by all
