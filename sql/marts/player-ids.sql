-- From the vendor's id of a player to the operator's: one row a vendor id, so that joining it doubles nothing.
create or replace view ggr.player_ids as
with seen as (
  select source, account, vendor_player_id, player_id, min(first_bet_at) as first_seen, max(last_bet_at) as last_seen
    from {{months}}
   group by all
   union all
  select source, account, vendor_player_id, player_id, min(event_at), max(event_at)
    from ({{plain_of_vendors}})
   where is_open
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
  from known;

comment on view ggr.player_ids is 'From the vendor''s id of a player to the operator''s: one row per vendor id, open bets and tips included.';
comment on column ggr.player_ids.source             is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.player_ids.account            is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.player_ids.vendor_player_id   is 'The vendor''s id of the player.';
comment on column ggr.player_ids.player_id          is 'The operator''s id that the vendor named last for it; the vendor''s id where it never named one.';
comment on column ggr.player_ids.earlier_player_ids is 'Other operator''s ids that it named before, the oldest first; empty where there were none.';
comment on column ggr.player_ids.first_seen         is 'Event time of the first bet or tip, UTC.';
comment on column ggr.player_ids.last_seen          is 'Event time of the last bet or tip, UTC.';
