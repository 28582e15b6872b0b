-- ggr.games from the facts alone.
create or replace view witness.games as
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
  left join sync.accounts using (account)
