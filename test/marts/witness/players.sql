-- ggr.players from the facts alone.
create or replace view witness.players as
with by_id as (
  select source,
         account,
         currency,
         player_id as named_id,
         vendor_player_id,
         min(event_at) as first_bet_at,
         max(event_at) as last_bet_at,
         {{measures}}
    from ({{plain}})
   where status <> 'open'
   group by all
), bets as (
  select case when named_id <> vendor_player_id then named_id else ids.player_id end as player_id,
         source,
         account,
         currency,
         list(distinct vendor_player_id order by vendor_player_id)                 as vendor_player_ids,
         min(first_bet_at)                                                         as first_bet_at,
         max(last_bet_at)                                                          as last_bet_at,
         cast(sum(bets) as bigint)                                                 as bets,
         sum(stake)                                                                as stake,
         sum(payout)                                                               as payout,
         sum(ggr)                                                                  as ggr,
         sum(kept_stake)                                                           as kept_stake,
         sum(kept_payout)                                                          as kept_payout,
         sum(rebate)                                                               as rebate
    from by_id
    left join witness.player_ids as ids using (source, account, vendor_player_id)
   group by all
), tips as (
  select player_id, source, account, currency, sum(amount) as tips
    from ggr.tips
   group by all
)
select player_id,
       source,
       account,
       currency,
       coalesce(vendor_player_ids, [player_id]) as vendor_player_ids,
       first_bet_at,
       last_bet_at,
       coalesce(bets, 0)                        as bets,
       {{figures}}
  from bets
  full join tips using (player_id, source, account, currency)
