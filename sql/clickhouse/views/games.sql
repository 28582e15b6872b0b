-- ggr.games: One row a game of every source, from the vendors' lists and from the bets: as sql/marts/games.sql.
with names as (
  {{lists}}
), named as (
  select n.source as source, n.account as account, n.game_id as game_id, assumeNotNull(n.game_name) as name, max(n.last_seen) as named_at
    from names as n
   where n.game_name is not null
   group by n.source, n.account, n.game_id, n.game_name
), called as (
  select c.source as source, c.account as account, c.game_id as game_id,
         arrayMap(each -> each.3, arraySort(groupArray((c.named_at is null, c.named_at, c.name)))) as called
    from named as c
   group by c.source, c.account, c.game_id
), listed as (
  select l.source as source, l.account as account, l.game_id as game_id,
         argMax(l.game_type, ifNull(l.last_seen, toDateTime64(0, 6, 'UTC'))) as game_type,
         min(l.first_seen) as first_seen,
         max(l.last_seen)  as last_seen
    from names as l
   group by l.source, l.account, l.game_id
), played as (
  select f.source as source, f.account as account, f.game_id as game_id, f.currency as currency,
         sum(f.bets)    as bets,
         sum(f.players) as players,
{{figures}},
         min(f.first_bet_at) as first_bet_at,
         max(f.last_bet_at)  as last_bet_at
    from (
    select b.source as source, b.account as account, ifNull(b.game_id, '') as game_id, b.currency as currency,
           toNullable(min(b.first_bet_at)) as first_bet_at,
           toNullable(max(b.last_bet_at)) as last_bet_at,
{{sums}},
           toDecimal128(0, 4) as tips
      from sync.played as b
     where b.status <> 'open'
     group by b.source, b.account, game_id, b.currency
     union all
    select t.source, t.account, t.game_id, t.currency, null, null,
{{only_tips}}
      from ggr.tips as t
     group by t.source, t.account, t.game_id, t.currency) as f
   group by f.source, f.account, f.game_id, f.currency
), every as (
  select distinct source, account, game_id from listed
   union distinct
  select distinct source, account, game_id from played
)
select e.source as source,
       e.account as account,
       e.game_id as game_id,
       if(empty(called.called), null, called.called[-1]) as game_name,
       listed.game_type as game_type,
       arrayPopBack(called.called) as earlier_names,
       listed.first_seen as first_seen,
       listed.last_seen as last_seen,
       coalesce(played.currency, accounts.currency) as currency,
       ifNull(played.bets, 0) as bets,
       ifNull(played.players, 0) as players,
       ifNull(played.stake, 0) as stake,
       ifNull(played.payout, 0) as payout,
       ifNull(played.ggr, 0) as ggr,
       played.rtp as rtp,
       played."hold" as "hold",
       ifNull(played.tips, 0) as tips,
       ifNull(played.rebate, 0) as rebate,
       played.first_bet_at as first_bet_at,
       played.last_bet_at as last_bet_at
  from every as e
  left join played on played.source = e.source and played.account = e.account and played.game_id = e.game_id
  left join listed on listed.source = e.source and listed.account = e.account and listed.game_id = e.game_id
  left join called on called.source = e.source and called.account = e.account and called.game_id = e.game_id
  left join sync.accounts as accounts on accounts.account = e.account
settings join_use_nulls = 1
