-- WM: the names that bets carry (gname), and the document's list where they carry none. WM has no list to ask for.
select 'wm'                         as source,
       coalesce(named.account, listed.account) as account,
       coalesce(named.gid, listed.gid)         as game_id,
       coalesce(named.gname, listed.name)      as game_name,
       cast(null as varchar)        as game_type,
       named.first_seen,
       named.last_seen
  from (
       select account, gid, gname, min(bet_time) as first_seen, max(bet_time) as last_seen
         from wm.bets
        where gname <> ''
        group by all) as named
  full join (
       select account, gid, name
         from sync.accounts
        cross join wm.games
        where vendor = 'wm') as listed
    on listed.account = named.account
   and listed.gid     = named.gid
