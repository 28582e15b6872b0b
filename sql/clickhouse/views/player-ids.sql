-- ggr.player_ids: From the vendor's id of a player to the operator's: as sql/marts/player-ids.sql.
with seen as (
  select b.source as source, b.account as account, b.vendor_player_id as vendor_player_id, b.player_id as player_id,
         min(b.first_bet_at) as first_at, max(b.last_bet_at) as last_at
    from sync.played as b
   group by b.source, b.account, b.vendor_player_id, b.player_id
   union all
  select b.source, b.account, b.vendor_player_id, b.player_id, min(b.event_at), max(b.event_at)
    from ggr_rows.plain_bets as b
   where b.status = 'open'
     and b.source <> 'wallet'
   group by b.source, b.account, b.vendor_player_id, b.player_id
   union all
  select t.source, t.account, t.player_id, t.player_id, min(t.event_at), max(t.event_at)
    from ggr.tips as t
   group by t.source, t.account, t.player_id
), known as (
  select s.source as source, s.account as account, s.vendor_player_id as vendor_player_id,
         arrayMap(each -> each.2, arraySort(groupArrayIf((s.last_at, s.player_id), s.player_id <> s.vendor_player_id))) as ids,
         min(s.first_at) as first_seen,
         max(s.last_at)  as last_seen
    from seen as s
   group by s.source, s.account, s.vendor_player_id
)
select source,
       account,
       vendor_player_id,
       if(empty(ids), vendor_player_id, ids[-1]) as player_id,
       arrayPopBack(ids)                         as earlier_player_ids,
       first_seen,
       last_seen
  from known
