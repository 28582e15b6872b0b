-- Do players come back, and what are they worth? Players by the gaming day of their first bet, over the week after it.
with active as (
  select distinct
         source,
         account,
         currency,
         vendor_player_id,
         gaming_day,
         min(gaming_day) over (partition by source, account, vendor_player_id) as cohort
    from ggr.bets
   where status <> 'open'
), earned as (
  select source, account, vendor_player_id, gaming_day, sum(ggr) as ggr
    from ggr.bets
   where status <> 'open'
   group by all
)
select cohort,
       source,
       currency,
       date_diff('day', cohort, gaming_day) as days_after,
       count(*)            as players,
       sum(ggr)            as ggr
  from active
  join earned using (source, account, vendor_player_id, gaming_day)
 where date_diff('day', cohort, gaming_day) <= 7
 group by all
 order by cohort, source, currency, days_after
