-- The games that earned most, and those that cost most, of one currency; all time, as ggr.games keeps it.
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
  from ggr.games
 where currency = $currency
   and bets > 0
 order by ggr desc
 limit 15
