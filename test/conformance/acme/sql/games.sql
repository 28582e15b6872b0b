-- Acme: every title by the looks at its list (acme.games).
select 'acme'                                  as source,
       account,
       id                                      as game_id,
       title                                   as game_name,
       kind                                    as game_type,
       min(fetched_at)                         as first_seen,
       greatest(max(fetched_at), max(seen_on)) as last_seen
  from acme.games
 group by all
