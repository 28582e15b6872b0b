-- WM: the names that bets carry (gname), and the document's list where they carry none. WM has no list to ask for.
select 'wm'                         as source,
       coalesce(named.account, listed.account) as account,
       coalesce(named.game_id, listed.gid)     as game_id,
       coalesce(named.named_game, listed.name) as game_name,
       cast(null as varchar)        as game_type,
       named.first_seen,
       named.last_seen
  from (
       select account, game_id, named_game, min(first_bet_at) as first_seen, max(last_bet_at) as last_seen
         from sync.played
        where source = 'wm'
          and named_game is not null
        group by all) as named
  full join (
       select account, gid, name
         from sync.accounts
        cross join wm.games
        where vendor = 'wm') as listed
    on listed.account = named.account
   and listed.gid     = named.game_id
