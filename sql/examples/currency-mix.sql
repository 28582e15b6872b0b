-- In which currencies is played? Bets are counted together, amounts stay in their own currency.
select currency,
       count(distinct account)                                             as accounts,
       cast(sum(days.bets) as bigint)                                           as bets,
       cast(sum(days.bets) as double) / cast(sum(sum(days.bets)) over () as double)  as share_of_bets,
       sum(days.stake)                                                          as stake,
       sum(days.ggr)                                                            as ggr,
       min(gaming_day)                                                     as first_day,
       max(gaming_day)                                                     as last_day
  from ggr.daily as days
 where days.bets > 0
 group by currency
 order by bets desc, currency
