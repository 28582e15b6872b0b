-- WM in ClickHouse: names that bets carry, and the document's list where they carry none, as games.sql beside it.
select 'wm'                                          as source,
       names.account                                 as account,
       names.game_id                                 as game_id,
       names.game_name                               as game_name,
       cast(null as Nullable(String))                as game_type,
       names.first_seen                              as first_seen,
       names.last_seen                               as last_seen
  from (
  select account, assumeNotNull(game_id) as game_id, named_game as game_name, toNullable(min(first_bet_at)) as first_seen, toNullable(max(last_bet_at)) as last_seen
    from sync.played
   where source = 'wm'
     and named_game is not null
   group by account, game_id, named_game
   union all
  select accounts.account, games.gid, toNullable(games.name), null, null
    from sync.accounts as accounts
   cross join wm.games as games
   where accounts.vendor = 'wm'
     and (accounts.account, games.gid) not in (select account, assumeNotNull(game_id) from sync.played where source = 'wm' and named_game is not null)) as names
