-- Which games pay out far more or less than their source does? Those of at least 100 bets whose RTP differs by 0.2.
with sources as (
  select source,
         account,
         currency,
         cast(sum(payout) as double) / nullif(cast(sum(stake) as double), 0) as source_rtp
    from ggr.bets
   where status = 'settled'
   group by all
)
select source,
       account,
       currency,
       game_id,
       game_name,
       bets,
       stake,
       ggr,
       rtp,
       source_rtp,
       rtp - source_rtp as difference
  from ggr.games
  join sources using (source, account, currency)
 where bets >= 100
   and abs(rtp - source_rtp) >= 0.2
 order by abs(rtp - source_rtp) desc, source, game_id
