-- One row a game of every source, from the vendors' lists (sql/vendors/<vendor>/games.sql) and from the bets: either may lack some.
create or replace view ggr.games as
with names as (
  select source, account, game_id, game_name, game_type, first_seen, last_seen
    from ({{lists}})
), named as (
  select source, account, game_id, game_name, max(last_seen) as last_seen
    from names
   where game_name is not null
   group by all
), called as (
  select source, account, game_id, list(game_name order by last_seen, game_name) as called
    from named
   group by all
), listed as (
  select source,
         account,
         game_id,
         last(game_type order by last_seen nulls first) as game_type,
         min(first_seen)                                as first_seen,
         max(last_seen)                                 as last_seen
    from names
   group by all
), bets as (
  select source,
         account,
         currency,
         game_id,
         min(event_at) as first_bet_at,
         max(event_at) as last_bet_at,
         {{measures}}
    from ({{plain}})
   where status <> 'open'
   group by all
), tips as (
  select source, account, currency, game_id, sum(amount) as tips
    from ggr.tips
   group by all
), played as (
  select *
    from bets
    full join tips using (source, account, currency, game_id)
)
select source,
       account,
       game_id,
       called[-1]                                  as game_name,
       game_type,
       coalesce(called[:-2], cast([] as varchar[])) as earlier_names,
       first_seen,
       last_seen,
       coalesce(played.currency, accounts.currency) as currency,
       coalesce(bets, 0)                           as bets,
       coalesce(players, 0)                        as players,
       {{figures}},
       first_bet_at,
       last_bet_at
  from listed
  full join played using (source, account, game_id)
  left join called using (source, account, game_id)
  left join sync.accounts using (account);

comment on view ggr.games is 'One row per game and account: its name now and before, and what was played. Games of a list that nobody played are in it with 0 bets, games without a list by their bets. Open bets are not counted.';
comment on column ggr.games.source        is 'Vendor ({{vendors}}), or wallet.';
comment on column ggr.games.account       is 'Account at the vendor; the wallet has one per currency.';
comment on column ggr.games.game_id       is 'The vendor''s id of the game; the game server''s code for the wallet.';
comment on column ggr.games.game_name     is 'Its newest name; null where the vendor tells none.';
comment on column ggr.games.game_type     is 'Its newest type in the vendor''s words; null where it tells none.';
comment on column ggr.games.earlier_names is 'Other names that it had, the oldest first; empty where it had none.';
comment on column ggr.games.first_seen    is 'When it was first seen in the vendor''s list, UTC; WM has no list to ask for: the first bet that named it.';
comment on column ggr.games.last_seen     is 'When it was last seen there, UTC. Looks of one day that found nothing new count as one.';
comment on column ggr.games.currency      is 'Currency of the account.';
comment on column ggr.games.players is 'Number of players who bet, by ggr.bets.player_id.';
{{figure_comments}}
comment on column ggr.games.first_bet_at  is 'Event time of the first closed bet, UTC.';
comment on column ggr.games.last_bet_at   is 'Event time of the last closed bet, UTC.';
