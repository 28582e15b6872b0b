-- One row a player of each account. A bet that names no operator's id counts for the one that the vendor names
-- for that player elsewhere (as ggr.player_ids has it, of which only names that differ are needed); a bet that names one
-- always counts for that one. is_open is a constant of each select: by status every bet of WM would be read.
with by_id as (
  select source,
         account,
         currency,
         player_id as named_id,
         vendor_player_id,
         min(first_bet_at) as first_bet_at,
         max(last_bet_at)  as last_bet_at,
         {{sums}}
    from {{rows}}
   where status <> 'open'{{within}}
   group by all
), named as (
  select source, account, vendor_player_id, player_id, max(last_bet_at) as last_seen
    from {{months}}
   where player_id <> vendor_player_id
   group by all
   union all
  select source, account, vendor_player_id, player_id, max(event_at)
    from ({{plain_of_vendors}})
   where is_open
     and player_id <> vendor_player_id
   group by all
), ids as (
  select source, account, vendor_player_id, arg_max(player_id, {'last_seen': last_seen, 'player_id': player_id}) as player_id
    from named
   group by all
), bets as (
  select case when named_id <> vendor_player_id then named_id else coalesce(ids.player_id, vendor_player_id) end as player_id,
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
    left join ids using (source, account, vendor_player_id)
   group by all
), tips as (
  select player_id, source, account, currency, sum(amount) as tips
    from ggr.tips
   where true{{within}}
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
