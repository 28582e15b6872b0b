-- Who won most from us in the last seven closed gaming days? Net is payout - stake; tips and rebates are not in it.
with last as (
  select max(gaming_day) - 1 as day
    from ggr.daily
)
select source,
       account,
       currency,
       player_id,
       count(*)     as bets,
       sum(stake)   as stake,
       sum(payout)  as payout,
       -sum(ggr)    as net
  from ggr.bets
  join last on gaming_day between day - 6 and day
 where status <> 'open'
 group by source, account, currency, player_id
having sum(ggr) < 0
 order by net desc, source, account, player_id
 limit 20
