-- Who are the whales? The ten players of each source and currency who staked most, and their share of all stakes.
with ranked as (
  select source,
         account,
         currency,
         player_id,
         bets,
         stake,
         ggr,
         cast(stake as double) / nullif(cast(sum(stake) over everybody as double), 0) as share_of_stake,
         row_number() over (everybody order by stake desc, player_id)                as place
    from ggr.players
  window everybody as (partition by source, account, currency)
)
select *
  from ranked
 where place <= 10
 order by source, account, currency, place
