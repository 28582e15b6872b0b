-- ggr.player_ids from the facts alone.
create or replace view witness.player_ids as
with seen as (
  select source, account, vendor_player_id, player_id, min(event_at) as first_seen, max(event_at) as last_seen
    from ({{plain}})
   group by all
   union all
  select source, account, player_id, player_id, min(event_at), max(event_at)
    from ggr.tips
   group by all
), known as (
  select source,
         account,
         vendor_player_id,
         list(player_id order by last_seen, player_id) filter (where player_id <> vendor_player_id) as ids,
         min(first_seen)                                                                           as first_seen,
         max(last_seen)                                                                            as last_seen
    from seen
   group by all
)
select source,
       account,
       vendor_player_id,
       coalesce(ids[-1], vendor_player_id)       as player_id,
       coalesce(ids[:-2], cast([] as varchar[])) as earlier_player_ids,
       first_seen,
       last_seen
  from known
