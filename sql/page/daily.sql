-- GGR, stake and payout by gaming day, source and currency, and how far each is proved: the weakest of its accounts.
select gaming_day,
       source,
       currency,
       sum(bets)   as bets,
       sum(stake)  as stake,
       sum(payout) as payout,
       sum(ggr)    as ggr,
       arg_min(proof, list_position(['differs', 'unproven', 'checked', 'verified'], proof)) as proof
  from ggr.daily
 where gaming_day >= cast($from_day as date)
   and gaming_day <= cast($to_day as date)
 group by gaming_day, source, currency
 order by gaming_day, source, currency
