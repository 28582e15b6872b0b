-- POP in ClickHouse: every name by the looks at its list, as games.sql beside it.
select 'pop'                                              as source,
       g.account                                          as account,
       g.game_id                                          as game_id,
       nullIf(g.name, '')                                 as game_name,
       nullIf(g.type, '')                                 as game_type,
       toNullable(min(g.fetched_at))                      as first_seen,
       toNullable(greatest(max(g.fetched_at), max(g.seen_on))) as last_seen
  from pop.games as g
 group by g.account, g.game_id, g.name, g.type
