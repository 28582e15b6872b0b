-- Today by hour against the same weekday of last week: GGR and bets of one currency; hours are UTC.
select gaming_day,
       hour_start,
       sum(bets)  as bets,
       sum(stake) as stake,
       sum(ggr)   as ggr,
       arg_min(proof, list_position(['differs', 'unproven', 'checked', 'verified'], proof)) as proof
  from ggr.hourly
 where gaming_day in (cast($day as date), cast($day as date) - 7)
   and currency = $currency
 group by gaming_day, hour_start
 order by gaming_day, hour_start
