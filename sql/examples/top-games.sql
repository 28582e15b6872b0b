-- Which games earned most in the last seven closed gaming days? The first five of each source and currency.
with last as (
  select max(gaming_day) - 1 as day
    from ggr.daily
), played as (
  select source,
         currency,
         game_id,
         any_value(game_name)                         as game_name,
         count(*)                                     as bets,
         sum(bets.stake)                                   as stake,
         sum(bets.ggr)                                     as ggr,
         cast(sum(bets.stake) filter (where bets.status = 'settled') as double) as kept_stake,
         cast(sum(bets.ggr)   filter (where bets.status = 'settled') as double) as kept_ggr
    from ggr.bets as bets
    join last on gaming_day between day - 6 and day
   where status <> 'open'
   group by source, currency, game_id
)
select source,
       currency,
       game_id,
       game_name,
       bets,
       stake,
       ggr,
       kept_ggr / nullif(kept_stake, 0) as "hold"
  from played
qualify row_number() over (partition by source, currency order by ggr desc, game_id) <= 5
 order by source, currency, ggr desc, game_id
