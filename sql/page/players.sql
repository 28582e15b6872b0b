-- The players who won most and lost most, of one currency; of some gaming days.
select source,
       account,
       player_id,
       bets,
       stake,
       payout,
       ggr,
       rtp
  from ggr.players_between(cast($from_day as date), cast($to_day as date))
 where currency = $currency
   and bets > 0
 order by abs(ggr) desc
 limit 15
