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
         sum(stake)                                             as stake,
         sum(ggr)                                               as ggr,
         cast(sum(stake) filter (status = 'settled') as double) as kept_stake,
         cast(sum(ggr)   filter (status = 'settled') as double) as kept_ggr
    from ggr.bets
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
