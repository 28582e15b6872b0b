-- PV: every name by the looks at its list (pv.games).
select 'pv'                     as source,
       account,
       cast(game_id as varchar) as game_id,
       game_name,
       game_type,
       first_seen,
       last_seen
  from pv.game_versions
