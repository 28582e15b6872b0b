-- Which bets wait for an outcome, and for how long? An old open bet is one to ask the vendor about.
select source,
       account,
       currency,
       case
         when date_diff('second', placed_at, seen_at) < 600   then '1 under ten minutes'
         when date_diff('second', placed_at, seen_at) < 86400 then '2 under a day'
         else '3 a day or more'
       end                    as age,
       count(*)               as bets,
       sum(stake)             as stake,
       min(placed_at)         as oldest
  from ggr.open_bets
 group by all
 order by source, account, currency, age
