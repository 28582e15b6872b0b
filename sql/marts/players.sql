-- One row a player of each account. A bet that names no operator's id counts for the one that the vendor names
-- for that player elsewhere (ggr.player_ids); a bet that names one always counts for that one.
create or replace view ggr.players as
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
    left join ggr.player_ids as ids using (source, account, vendor_player_id)
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
  full join tips using (player_id, source, account, currency);

comment on view ggr.players is 'One row per player and account: first and last bet, and what was played. Open bets are not counted.';
comment on column ggr.players.player_id         is 'The operator''s id where the vendor ever told it (ggr.player_ids), also for bets that left it empty; the vendor''s id else.';
comment on column ggr.players.source            is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.players.account           is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.players.currency          is 'Currency of the account; amounts of different currencies are never added.';
comment on column ggr.players.vendor_player_ids is 'The vendor''s ids under which the player bet.';
comment on column ggr.players.first_bet_at      is 'Event time of the first closed bet, UTC; ggr.gaming_day(first_bet_at) is its day. Null for those who only tipped.';
comment on column ggr.players.last_bet_at       is 'Event time of the last closed bet, UTC.';
{{figure_comments}}
