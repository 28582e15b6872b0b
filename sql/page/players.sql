-- The players who won most and lost most, of one currency; all time, as ggr.players keeps it.
select source,
       account,
       player_id,
       bets,
       stake,
       payout,
       ggr,
       rtp
  from ggr.players
 where currency = $currency
   and bets > 0
 order by abs(ggr) desc
 limit 15
