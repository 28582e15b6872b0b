-- Players that an older ggr wrote.
select player_id, blocked
  from players
 where check_sum is null
 order by player_id
 limit 1000
