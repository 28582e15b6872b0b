-- POP: every name by the looks at its list (pop.games). A list without types has none, not an empty one.
select 'pop'                         as source,
       account,
       game_id,
       nullif(name, '')              as game_name,
       nullif(type, '')              as game_type,
       min(fetched_at)               as first_seen,
       greatest(max(fetched_at), max(seen_on)) as last_seen
  from pop.games
 group by all
