-- The GGR table of the demo.
select gaming_day,
       source,
       account,
       currency,
       bets,
       players,
       stake,
       payout,
       ggr,
       round(rtp, 4)    as rtp,
       round("hold", 4) as "hold"
  from ggr.daily
 order by gaming_day, source, account
