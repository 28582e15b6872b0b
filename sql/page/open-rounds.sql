-- Open rounds of the wallet by age, and what they hold: what a game has neither paid nor closed.
select currency,
       case when age < interval 1 minute  then '1 under 1 min'
            when age < interval 10 minute then '2 1 to 10 min'
            when age < interval 1 hour    then '3 10 min to 1 h'
            when age < interval 6 hour    then '4 1 to 6 h'
            when age < interval 24 hour   then '5 6 to 24 h'
            else                               '6 over 24 h' end as age,
       count(*)   as rounds,
       sum(stake) as stake
  from (
  select currency, stake, (select as_of from ggr.snapshot) - placed_at as age
    from ggr.open_bets
   where source = 'wallet')
 group by all
 order by currency, age
