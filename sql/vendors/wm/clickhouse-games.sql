-- WM in ClickHouse: names that bets carry, and the document's list where they carry none, as games.sql beside it.
select 'wm'                                          as source,
       names.account                                 as account,
       names.game_id                                 as game_id,
       names.game_name                               as game_name,
       cast(null as Nullable(String))                as game_type,
       names.first_seen                              as first_seen,
       names.last_seen                               as last_seen
  from (
  select account, gid as game_id, gname as game_name, toNullable(min(bet_time)) as first_seen, toNullable(max(bet_time)) as last_seen
    from wm.bets
   where gname <> ''
   group by account, gid, gname
   union all
  select accounts.account, games.gid, toNullable(games.name), null, null
    from sync.accounts as accounts
   cross join wm.games as games
   where accounts.vendor = 'wm'
     and (accounts.account, games.gid) not in (select account, gid from wm.bets where gname <> '')) as names
