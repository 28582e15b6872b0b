-- What do we keep of each stake, by type of game? Types are the vendor's own words; where it tells none, null.
with types as (
  select source, account, game_id, any_value(game_type) as game_type
    from ggr.games
   group by all
), played as (
  select source,
         currency,
         game_type,
         count(distinct game_id)                                as games,
         count(*)                                               as bets,
         sum(bets.stake)                                             as stake,
         sum(bets.ggr)                                               as ggr,
         cast(sum(bets.stake) filter (where bets.status = 'settled') as double) as kept_stake,
         cast(sum(bets.ggr)   filter (where bets.status = 'settled') as double) as kept_ggr
    from ggr.bets as bets
    left join types using (source, account, game_id)
   where status <> 'open'
   group by source, currency, game_type
)
select source,
       currency,
       game_type,
       games,
       bets,
       stake,
       ggr,
       kept_ggr / nullif(kept_stake, 0) as "hold"
  from played
 order by source, currency, ggr desc, game_type
