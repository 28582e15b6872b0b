-- The games that earned most, of one currency; of some gaming days.
select source,
       account,
       game_id,
       game_name,
       game_type,
       bets,
       players,
       stake,
       payout,
       ggr,
       rtp
  from ggr.games_between(cast($from_day as date), cast($to_day as date))
 where currency = $currency
   and bets > 0
 order by ggr desc
 limit 15
