-- ggr.players: One row a player of each account: as sql/marts/players.sql.
with bets as (
  select if(b.player_id <> b.vendor_player_id, b.player_id, ids.player_id) as player_id,
         b.source as source, b.account as account, b.currency as currency,
         arraySort(groupUniqArray(b.vendor_player_id)) as vendor_player_ids,
         toNullable(min(b.first_bet_at)) as first_bet_at,
         toNullable(max(b.last_bet_at)) as last_bet_at,
{{sums}},
         toDecimal128(0, 4) as tips
    from sync.played as b
    left join ggr.player_ids as ids
      on ids.source = b.source and ids.account = b.account and ids.vendor_player_id = b.vendor_player_id
   where b.status <> 'open'
   group by if(b.player_id <> b.vendor_player_id, b.player_id, ids.player_id), b.source, b.account, b.currency
), figures as (
  select * from bets
   union all
  select t.player_id, t.source, t.account, t.currency, cast([] as Array(String)), null, null,
{{only_tips}}
    from ggr.tips as t
   group by t.player_id, t.source, t.account, t.currency
)
select f.player_id as player_id,
       f.source    as source,
       f.account   as account,
       f.currency  as currency,
       if(empty(arrayFlatten(groupArray(f.vendor_player_ids))), [f.player_id], arrayFlatten(groupArray(f.vendor_player_ids))) as vendor_player_ids,
       max(f.first_bet_at) as first_bet_at,
       max(f.last_bet_at)  as last_bet_at,
       sum(f.bets)    as bets,
{{figures}}
  from figures as f
 group by f.player_id, f.source, f.account, f.currency
